// `npm run check:real -- DIR`: reads the folders of real Boltz-2 output under DIR as if a worker had sent them, and prints what the reader made of each.
// Ends with code 1 when one of them can not be read, 2 when there is nothing to read.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { fromYaml } from '@/lib/complexes/from-yaml'
import { outputChains } from '@/lib/complexes/output-order'
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

const BOLTZ_KINDS = ['protein', 'dna', 'rna', 'ligand'] as const
const Record = z.object({ chains: z.array(z.object({ chain_name: z.string(), mol_type: z.int().min(0).max(3), num_residues: z.int() })) })

type Asked = { chains: Expectation['chains']; source: string }

/** What Boltz wrote down when it read its input: `processed/records/<input>.json` beside `predictions`. */
function askedByRecord(folder: string): Asked | null {
  const file = path.resolve(folder, '../../processed/records', `${path.basename(folder)}.json`)
  if (!existsSync(file)) return null
  const record = Record.parse(JSON.parse(readFileSync(file, 'utf8')))
  const chains = record.chains.map(({ chain_name, mol_type, num_residues }) => ({ chainId: chain_name, type: BOLTZ_KINDS[mol_type] ?? 'ligand', residues: num_residues }))
  return { chains, source: `Boltz's record of its input, ${path.basename(file)}` }
}

/** The input itself, when it lies in the folder or up to three above it under the input's name. */
function askedByYaml(folder: string): Asked | null {
  const places = ['.', '..', '../..', '../../..'].map((step) => path.resolve(folder, step))
  const files = [path.join(folder, 'input.yaml'), ...places.map((place) => path.join(place, `${path.basename(folder)}.yaml`))]
  const file = files.find((candidate) => existsSync(candidate))
  if (!file) return null
  const read = fromYaml(readFileSync(file, 'utf8'))
  if (!read.ok) {
    console.log(`${file} is not used: ${read.complaints.map(({ at, message }) => `${at} ${message}`).join(' ')}`)
    return null
  }
  return { chains: outputChains(read.complex), source: `the input ${path.basename(file)}` }
}

function askedByPose(folder: string, pose: string): Asked | null {
  const read = readPose(readFileSync(path.join(folder, pose)))
  if (!read.ok) return null
  const chains = read.pose.chains.map(({ chainId, polymer, residues }) => ({ chainId, type: polymer ?? ('ligand' as const), residues }))
  return { chains, source: 'the first pose itself, as no input lies beside it' }
}

/** What was asked for, from the best witness there is; null when not even the first pose can be read. */
function expectationOf(folder: string, names: string[]): { expectation: Expectation; source: string } | null {
  const poses = names.filter((name) => name.endsWith('.cif'))
  const asked = askedByRecord(folder) ?? askedByYaml(folder) ?? askedByPose(folder, poses[0] ?? '')
  if (!asked) return null
  const affinity = names.some((name) => /^affinity_.*\.json$/.test(name))
  return { expectation: { samples: poses.length, affinity, chains: asked.chains, target: 'real' }, source: asked.source }
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
    console.log(`sample ${sample.index}: ${sample.poseFile ?? 'structure not sent'}, pLDDT ${sample.plddtFile ?? 'not sent'}, PAE ${sample.paeFile ?? 'not sent'}`)
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

function report(folder: string, source: string, outcome: ReadOutcome): boolean {
  const verdict = outcome.kind === 'result' ? (outcome.summary.complete ? 'result, complete' : 'result, not complete') : `${outcome.kind}: ${outcome.message}`
  console.log(`\n${folder}\n  ${verdict}\n  compared with ${source}`)
  if (outcome.kind === 'result') printSummary(outcome.summary)
  if (outcome.kind === 'invalid') for (const { at, message } of outcome.complaints) console.log(`  ${at}: ${message}`)
  return outcome.kind === 'result'
}

function check(folder: string): boolean {
  const names = readdirSync(folder).filter(isSent).sort()
  const asked = expectationOf(folder, names)
  if (!asked) {
    const first = names.find((name) => name.endsWith('.cif')) ?? ''
    const read = readPose(readFileSync(path.join(folder, first)))
    console.log(`\n${folder}\n  ${first} can not be read.`)
    if (!read.ok) for (const { at, message } of read.complaints) console.log(`  ${at}: ${message}`)
    return false
  }
  const outcome = readAnswer(answerOf(folder, names), asked.expectation)
  return report(folder, asked.source, outcome)
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
