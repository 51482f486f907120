// Finds the worker's output in the body of a COMPLETED /status, without making values of the files in it.
// Refuses what is not an object; an absent output is its own outcome.
import type { Complaint } from '@/lib/complexes/schema'
import { reportedWords } from '@/lib/compute/error-text'
import { CAPS, megabytes } from '@/lib/results/caps'
import { isObject, isText, membersOf, textBytes } from '@/lib/results/json-spans'
import { readJsonBytes } from '@/lib/results/safe-json'
import type { ReadOutcome } from '@/lib/results/schema'

export const FILE_FIELDS = ['pose_files', 'output_files', 'files'] as const
export type FileField = (typeof FILE_FIELDS)[number]

export type AnswerOutput = {
  /** What the worker says beside its files, by name. */
  fields: Record<string, unknown>
  /** Where its files stand: the bytes of a JSON object each. */
  files: Partial<Record<FileField, Uint8Array>>
  complaints: Complaint[]
}

export type OutputFound = { ok: true; output: AnswerOutput } | { ok: false; outcome: Exclude<ReadOutcome, { kind: 'result' }> }

/** The only fields that are made values; whatever else there is, is passed over. */
const FIELDS = [
  'error', 'samples', 'output_stamps', 'shortfalls', 'engine', 'command', 'gpu', 'timings', 'msa', 'warnings', 'simulated', 'confidence_score',
  'affinity_pred_value', 'affinity_probability_binary', 'affinity_pred_value1', 'affinity_probability_binary1', 'affinity_pred_value2', 'affinity_probability_binary2',
] as const

const invalid = (at: string, message: string): OutputFound => ({ ok: false, outcome: { kind: 'invalid', message, complaints: [{ at, message }] } })
const missing = (message: string): OutputFound => ({ ok: false, outcome: { kind: 'missing', message } })

const NO_OUTPUT = missing('The endpoint says that the job is complete, but it sent no output. Large results are dropped silently by RunPod.')
const STRANGE_OUTPUT = invalid('output', 'The output of the worker is not the object that a Boltz-2 worker sends.')

export const isBlank = (bytes: Uint8Array): boolean => bytes.length <= 4 && ['null', '""'].includes(new TextDecoder().decode(bytes))

/** The object under `output`. A handler that returned its JSON as one string is read too. */
export function outputOf(rawAnswer: Uint8Array): OutputFound {
  if (rawAnswer.length > CAPS.answerBytes) return invalid('', `The answer is larger than ${megabytes(CAPS.answerBytes)} and was not read.`)
  const body = membersOf(rawAnswer)
  if (!body.ok) return invalid('', `The answer of the endpoint can not be read. ${body.message}`)
  const found = body.members.get('output')
  if (found === undefined || isBlank(found)) return NO_OUTPUT
  const output = isText(found) ? textBytes(found) : isObject(found) ? found : null
  return output === null ? STRANGE_OUTPUT : readOutput(output)
}

function readOutput(bytes: Uint8Array): OutputFound {
  const output = membersOf(bytes)
  if (!output.ok) return invalid('output', `The output of the worker is not the object that a Boltz-2 worker sends. ${output.message}`)
  if (output.members.size + output.unnamed === 0) return missing('The worker ended without an error, but its output is empty.')
  const { fields, complaints } = fieldsOf(output.members)
  if (fields.error !== undefined && fields.error !== null && !output.members.has('pose_files')) {
    return missing(`The worker sent no structure, but the words: ${reportedWords(fields.error) ?? 'an error without words.'}`)
  }
  const files = Object.fromEntries(FILE_FIELDS.flatMap((field) => {
    const found = output.members.get(field)
    return found !== undefined && isObject(found) ? [[field, found]] : []
  }))
  return { ok: true, output: { fields, files, complaints } }
}

function fieldsOf(members: ReadonlyMap<string, Uint8Array>): Pick<AnswerOutput, 'fields' | 'complaints'> {
  const fields: Record<string, unknown> = {}
  const complaints: Complaint[] = []
  for (const name of FIELDS) {
    const found = members.get(name)
    const json = found && readJsonBytes(found)
    if (json?.ok) fields[name] = json.value
    else if (json) complaints.push({ at: name, message: `What the worker says under ${name} can not be read. ${json.message}` })
  }
  return { fields, complaints }
}
