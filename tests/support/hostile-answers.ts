// Answers that a hostile, broken or careless worker could send, made when they are asked for: names, bombs, depths, structures, scores and words.
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { base64, npy, npz, plddtOf, poseCif, type TestChain } from './boltz-files'

/** The chains of the small peptide that tests submit. */
export const PEPTIDE_CHAINS: TestChain[] = [{ chainId: 'A', type: 'protein', residues: 16 }]

/** Colour codes, a NUL, a bell and letters that turn the order of others: none of it may be shown. */
export const UNSEEN = '\u001b[31mred\u001b[0m \u0000 \u0007 \u202egpj.exe \u009b1m'
export const MARKUP = '<img src=x onerror=alert(1)><script>alert(2)</script>'

const MIB = 1024 * 1024
const GOOD_SCORES = { confidence_score: 0.9, ptm: 0.8, complex_plddt: 0.7 }

const goodPose = (): string => poseCif(PEPTIDE_CHAINS)
export const goodOutput = () => ({
  pose_files: { 'pose_0.cif': base64(goodPose()) } as Record<string, string>,
  output_files: { 'confidence_0.json': base64(GOOD_SCORES) } as Record<string, string>,
})

/** gzip of `piece` as often as asked: gzip may hold members one after the other, so a bomb needs no room of its own size here. */
function gzipOf(piece: Buffer, times: number): Buffer {
  const member = gzipSync(piece)
  return Buffer.concat(Array.from({ length: times }, () => member))
}

const packedFile = (packed: Buffer, size: number) => ({ encoding: 'gzip+base64', size, sha256: '0'.repeat(64), content: packed.toString('base64') })

const withPose = (cif: string) => ({ ...goodOutput(), pose_files: { 'pose_0.cif': base64(cif) } })
const withScores = (scores: string) => ({ ...goodOutput(), output_files: { 'confidence_0.json': base64(scores) } })
const withFiles = (files: Record<string, string>) => ({ ...goodOutput(), output_files: { ...goodOutput().output_files, ...files } })

/** The first atom's x replaced. */
const withCoordinate = (x: string): string => goodPose().replace(/ 1\.37000 /, ` ${x} `)

/** As many atoms as wished, each in as few letters as mmCIF needs. */
export function manyAtoms(count: number): string {
  const columns = ['group_PDB', 'label_asym_id', 'label_comp_id', 'label_seq_id', 'Cartn_x', 'Cartn_y', 'Cartn_z'].map((name) => `_atom_site.${name}`)
  return ['data_m', 'loop_', ...columns, ...Array.from({ length: count }, (_, atom) => `ATOM A ALA 1 ${atom % 900} 0 0`), ''].join('\n')
}

const deepJson = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`
const deepObject = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

/** Names that would leave a folder, hide, clash or end a text early. */
export const namesOf = (secret: string): string[] => [
  '../../../etc/passwd', '/etc/shadow', 'C:\\Windows\\system32\\drivers.cif.exe', '..', '.', '', 'nul\u0000.json', 'Same.json', 'same.json', 'SAME.JSON',
  `long${'x'.repeat(4_096)}.json`, 'invoice\u202enosj.exe', 'con', 'NUL.txt', 'com1.json', 'line\nfeed\r.json', `${UNSEEN}.json`, `${MARKUP}.json`, `${secret}.json`, '%2e%2e%2fup.json', '.hidden', '-rf', '__proto__', 'constructor',
]

/** A body of /status as text, where `output` may be JSON that no serializer would write. */
export const bodyOf = (jobId: string, output: string): string => `{"id":${JSON.stringify(jobId)},"status":"COMPLETED","delayTime":1,"executionTime":1,"output":${output}}`

type Facts = { secret: string }
export type HostileAnswer = {
  name: string
  output(facts: Facts): string
  /** What becomes of it: a failure by its code, or a result that says what was left out. */
  ends: 'OUTPUT_INVALID' | 'OUTPUT_MISSING' | 'incomplete' | 'complete'
  /** Must be found in what is said of it. */
  says: RegExp
}

const json = (make: (facts: Facts) => unknown) => (facts: Facts): string => JSON.stringify(make(facts))

const STRUCTURES: HostileAnswer[] = [
  { name: 'a structure without atoms', output: json(() => withPose('data_model\n_entry.id model\n')), ends: 'OUTPUT_INVALID', says: /holds no atoms/ },
  { name: 'a coordinate that is NaN', output: json(() => withPose(withCoordinate('NaN'))), ends: 'OUTPUT_INVALID', says: /not a number \(NaN\)/ },
  { name: 'a coordinate of 1e30', output: json(() => withPose(withCoordinate('1e30'))), ends: 'OUTPUT_INVALID', says: /farther than 9999/ },
  { name: 'a coordinate of 1e999', output: json(() => withPose(withCoordinate('1e999'))), ends: 'OUTPUT_INVALID', says: /not a number/ },
  { name: 'more atoms than are read', output: json(() => withPose(manyAtoms(200_001))), ends: 'OUTPUT_INVALID', says: /more than 200000 atoms/ },
  { name: 'scripts in title and chain ids', output: json(() => withPose(goodPose().replaceAll(' A ', ' <script>alert(1)</script> ').replace('_struct.title .', `_struct.title '${MARKUP}'`))), ends: 'incomplete', says: /carry other ids/ },
  { name: 'a chain id of letters that are not seen', output: json(() => withPose(goodPose().replaceAll(' A ', ' A\u0000\u001b[31m\u202e '))), ends: 'OUTPUT_INVALID', says: /chain/ },
]

const BOMBS: HostileAnswer[] = [
  { name: 'a gzip bomb', output: json(() => ({ ...goodOutput(), pose_files: undefined, files: { 'pose_0.cif': packedFile(gzipOf(Buffer.alloc(MIB), 1024), 1024 * MIB) } })), ends: 'OUTPUT_INVALID', says: /larger than 48\.0 MB when unpacked/ },
  { name: 'a gzip bomb beside a good pose', output: json(() => ({ ...goodOutput(), files: { 'extra.json': packedFile(gzipOf(Buffer.alloc(MIB), 1024), 1) } })), ends: 'complete', says: /larger than 48\.0 MB when unpacked/ },
  { name: 'an npz bomb', output: json(() => withFiles({ 'plddt_0.npz': base64(zipSync({ 'plddt.npy': new Uint8Array(80 * MIB) }, { level: 1 })) })), ends: 'complete', says: /larger than .* when unpacked/ },
  { name: 'an array whose shape lies', output: json(() => withFiles({ 'plddt_0.npz': base64(npz('plddt', npy([999_999_999], plddtOf(PEPTIDE_CHAINS)))) })), ends: 'complete', says: /cut off or too long/ },
  { name: 'ten thousand files', output: json(() => withFiles(Object.fromEntries(Array.from({ length: 10_000 }, (_, file) => [`file_${file}.json`, 'e30=']))) ), ends: 'complete', says: /more than 256 files/ },
  { name: 'ten thousand poses, one of them good', output: json(() => ({ ...goodOutput(), pose_files: Object.fromEntries(Array.from({ length: 10_000 }, (_, pose) => [`pose_${pose}.cif`, base64(pose === 0 ? goodPose() : 'data_x')])) })), ends: 'incomplete', says: /more than 256 files/ },
]

const DEPTHS: HostileAnswer[] = [
  { name: 'an output nested 100,000 deep', output: () => deepJson(100_000), ends: 'OUTPUT_INVALID', says: /not the object/ },
  { name: 'objects nested 100,000 deep', output: () => `{"pose_files":${deepObject(100_000)}}`, ends: 'OUTPUT_INVALID', says: /described|left out|base64/ },
  { name: 'samples nested 100,000 deep beside a good pose', output: () => JSON.stringify(goodOutput()).replace(/^\{/, `{"samples":${deepJson(100_000)},`), ends: 'complete', says: /nested deeper than 24/ },
  { name: 'scores nested 100,000 deep', output: json(() => withScores(deepObject(100_000))), ends: 'incomplete', says: /nested deeper than 24/ },
  { name: '__proto__ wherever a name may stand', output: () => JSON.stringify({ ...withScores('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"confidence_score":0.9}') })
    .replace(/^\{/, '{"__proto__":{"polluted":true},"timings":{"__proto__":1,"constructor":2},"files":{"__proto__":{"encoding":"base64"}},'), ends: 'complete', says: /described|left out/ },
]

const SCORES: HostileAnswer[] = [
  { name: 'scores that are words', output: json(() => ({ ...withScores('{"confidence_score":"0.99","ptm":"<b>1</b>"}'), confidence_score: '0.99' })), ends: 'incomplete', says: /No confidence was reported/ },
  { name: 'scores out of range', output: json(() => withScores('{"confidence_score":17,"ptm":-3,"complex_pde":1e300}')), ends: 'incomplete', says: /outside of 0 to 1/ },
  { name: 'scores that are NaN', output: () => JSON.stringify(withScores('{"confidence_score":NaN,"ptm":-Infinity}')).replace(/^\{/, '{"confidence_score":NaN,'), ends: 'incomplete', says: /No confidence was reported/ },
  { name: 'scores under names with NUL', output: json(({ secret }) => withScores(`{"confidence_score":0.9,"chains_ptm":{"\\u0000":0.5,"${secret} ":0.5}}`)), ends: 'complete', says: /^/ },
]

const WORDS: HostileAnswer[] = [
  { name: 'hostile names', output: json(({ secret }) => withFiles(Object.fromEntries(namesOf(secret).map((name, place) => [name, base64(`{"place":${place}}`)])))), ends: 'complete', says: /is kept under the name/ },
  { name: 'words of the worker with the key, colours and markup', output: json(({ secret }) => {
    const words = `${secret} ${UNSEEN} ${MARKUP}`
    return { ...goodOutput(), warnings: [words, 7, null], gpu: words, command: ['boltz', words], engine: { package: words.slice(0, 90), version: words.slice(0, 90) }, timings: { [words]: 1 } }
  }), ends: 'complete', says: /onerror/ },
  { name: 'an error with the key and a traceback instead of a structure', output: json(({ secret }) => ({ error: errorText(secret) })), ends: 'OUTPUT_MISSING', says: /CUDA out of memory/ },
  { name: 'an output that is a text', output: json(({ secret }) => `${secret} ${UNSEEN}`), ends: 'OUTPUT_INVALID', says: /not the object/ },
  { name: 'base64 that is none', output: json(() => ({ pose_files: { 'pose_0.cif': `%%%${UNSEEN}` } })), ends: 'OUTPUT_INVALID', says: /base64/ },
]

export const HOSTILE_ANSWERS: readonly HostileAnswer[] = [...STRUCTURES, ...BOMBS, ...DEPTHS, ...SCORES, ...WORDS]

/** What a worker's exception may carry along. */
export const errorText = (secret: string): string =>
  `Traceback (most recent call last):\n  File "/app/handler.py", line 7, in run\n    call(key="${secret}")\nRuntimeError: CUDA out of memory with Authorization: Bearer ${secret} ${UNSEEN}`

/** The answers that cost most to read, as large as they may come. */
export const HEAVY_ANSWERS: readonly HostileAnswer[] = [
  { name: 'base64 up to the cap of an answer', output: () => `{"pose_files":{"pose_0.cif":"${'A'.repeat(60 * MIB)}"}}`, ends: 'OUTPUT_INVALID', says: /too large to be read/ },
  { name: 'five million atoms, packed', output: () => {
    const piece = Buffer.from(manyAtoms(10_000))
    return JSON.stringify({ files: { 'pose_0.cif': packedFile(gzipOf(piece, 500), 500 * piece.length) } })
  }, ends: 'OUTPUT_INVALID', says: /larger than 48\.0 MB when unpacked/ },
  { name: 'as many atoms as may come', output: json(() => withPose(manyAtoms(200_000).replace('data_m\n', `data_m\n#${'x'.repeat(17 * MIB)}\n`))), ends: 'OUTPUT_INVALID', says: /other molecules/ },
  { name: 'millions of small values', output: () => `{"samples":[${'[],'.repeat(20 * MIB / 3)}[]],"pose_files":{}}`, ends: 'OUTPUT_MISSING', says: /without a structure/ },
]
