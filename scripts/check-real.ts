// `npm run check:real -- DIR`: reads the folders of real Boltz-2 output under DIR as if a worker had sent them, and prints what the reader made of each.
// Ends with code 1 when one of them can not be read, 2 when there is nothing to read.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { applicability } from '@/lib/results/applicability'
import { readPose } from '@/lib/results/mmcif'
import { ic50FromValue, ic50InUnits, pIC50FromValue } from '@/lib/results/meaning'
import { readAnswer } from '@/lib/results/read-answer'
import type { Expectation, ReadOutcome, ResultSummary } from '@/lib/results/schema'

/** What a worker would send; embeddings and the arrays between the stages are not part of a result. */
const isSent = (name: string): boolean => /\.(cif|json|npz)$/i.test(name) && !/^(pre_affinity|embeddings|pde)_/.test(name)

function foldersWithPoses(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  const here = entries.some((entry) => entry.isFile() && entry.name.endsWith('.cif')) ? [folder] : []
  const below = entries.filter((entry) => entry.isDirectory()).flatMap((entry) => foldersWithPoses(path.join(folder, entry.name)))
  return [...here, ...below]
}

/** The body of /status that a worker would have caused by sending this folder. */
function answerOf(folder: string, names: string[]): Uint8Array {
  const base64 = (name: string) => readFileSync(path.join(folder, name)).toString('base64')
  const poses = names.filter((name) => name.endsWith('.cif'))
  const output = {
    pose_files: Object.fromEntries(poses.map((name) => [name, base64(name)])),
    output_files: Object.fromEntries(names.filter((name) => !poses.includes(name)).map((name) => [name, base64(name)])),
  }
  return new TextEncoder().encode(JSON.stringify({ id: 'check-real', status: 'COMPLETED', output }))
}

/** The chains that Boltz recorded when it read its input, if that record was kept; else those of the first pose. */
function expectationOf(folder: string, names: string[]): Expectation | null {
  const poses = names.filter((name) => name.endsWith('.cif'))
  const first = poses[0] ? readPose(readFileSync(path.join(folder, poses[0]))) : null
  if (!first?.ok) return null
  return {
    samples: poses.length,
    affinity: names.some((name) => /^affinity_.*\.json$/.test(name)),
    chains: first.pose.chains.map(({ chainId, polymer, residues }) => ({ chainId, type: polymer ?? 'ligand', residues })),
    target: 'real',
  }
}

const figure = (value: number | null | undefined): string => (typeof value === 'number' ? value.toFixed(4) : 'not reported')

function printSummary(summary: ResultSummary): void {
  const kinds = ['protein', 'DNA', 'RNA', 'ligand']
  console.table(summary.chains.map((chain) => ({ chain: chain.chain_id, kind: kinds[chain.mol_type], entity: chain.entity_id, residues: chain.num_residues })))
  for (const sample of summary.samples) {
    const { confidence } = sample
    const applies = confidence ? applicability(confidence, summary.chains) : {}
    const rows = Object.entries(confidence ?? {}).flatMap(([key, value]) => {
      if (typeof value === 'object' && value !== null) return []
      const state = applies[key]?.state === 'notApplicable' ? 'not applicable' : sample.confidenceState
      return [{ score: key, value: state === 'not applicable' ? '-' : figure(typeof value === 'number' ? value : null), state }]
    })
    console.log(`sample ${sample.index}: ${sample.poseFile}, pLDDT ${sample.plddtFile ?? 'not sent'}, PAE ${sample.paeFile ?? 'not sent'}`)
    console.table(rows)
  }
  console.log(`affinity: ${summary.affinityState}`)
  const value = summary.affinity_pred_value
  if (value !== null) {
    const ic50 = ic50InUnits(ic50FromValue(value))
    console.log(`  value ${figure(value)} = IC50 ${ic50.amount.toPrecision(3)} ${ic50.unit}, pIC50 ${pIC50FromValue(value).toFixed(2)}; binder probability ${figure(summary.affinity_probability_binary)}`)
    console.log(`  heads ${figure(summary.affinity_pred_value1)} and ${figure(summary.affinity_pred_value2)}, ${figure(summary.affinity_probability_binary1)} and ${figure(summary.affinity_probability_binary2)}`)
  }
  console.table(summary.files.map(({ name, role, sampleIndex, bytes, sha256 }) => ({ name, role, sample: sampleIndex, bytes, sha256: sha256.slice(0, 12) })))
  for (const warning of summary.warnings) console.log(`warning: ${warning}`)
  for (const missing of summary.missing) console.log(`missing: ${missing}`)
}

function report(folder: string, outcome: ReadOutcome): boolean {
  console.log(`\n${folder}\n  ${outcome.kind}${outcome.kind === 'result' ? (outcome.summary.complete ? ', complete' : ', not complete') : `: ${outcome.message}`}`)
  if (outcome.kind === 'result') printSummary(outcome.summary)
  if (outcome.kind === 'invalid') for (const { at, message } of outcome.complaints) console.log(`  ${at}: ${message}`)
  return outcome.kind === 'result'
}

function check(folder: string): boolean {
  const names = readdirSync(folder).filter(isSent).sort()
  const expectation = expectationOf(folder, names)
  if (!expectation) {
    const first = names.find((name) => name.endsWith('.cif'))
    const read = first ? readPose(readFileSync(path.join(folder, first))) : null
    console.log(`\n${folder}\n  ${first} can not be read.`)
    if (read && !read.ok) for (const { at, message } of read.complaints) console.log(`  ${at}: ${message}`)
    return false
  }
  return report(folder, readAnswer(answerOf(folder, names), expectation))
}

const [given] = process.argv.slice(2)
if (!given || !statSync(given, { throwIfNoEntry: false })?.isDirectory()) {
  console.error('Say which folder holds output of Boltz-2: npm run check:real -- DIR')
  process.exit(2)
}
const folders = foldersWithPoses(path.resolve(given))
if (folders.length === 0) {
  console.error(`No .cif file lies in ${given} or below it.`)
  process.exit(2)
}
const readable = folders.map(check)
console.log(`\n${readable.filter(Boolean).length} of ${readable.length} folders could be read.`)
process.exitCode = readable.every(Boolean) ? 0 : 1
