// Finds the worker's output in the body of a COMPLETED /status. Refuses what is not an object; an absent output is its own outcome.
import { reportedWords } from '@/lib/compute/error-text'
import { CAPS, megabytes } from '@/lib/results/caps'
import { entriesOf, own, readJson, readJsonBytes } from '@/lib/results/safe-json'
import type { ReadOutcome } from '@/lib/results/schema'

export type OutputFound = { ok: true; output: object } | { ok: false; outcome: Exclude<ReadOutcome, { kind: 'result' }> }

const invalid = (at: string, message: string): OutputFound => ({ ok: false, outcome: { kind: 'invalid', message, complaints: [{ at, message }] } })
const missing = (message: string): OutputFound => ({ ok: false, outcome: { kind: 'missing', message } })

/** The object under `output`. A handler that returned its JSON as one string is read too. */
export function outputOf(rawAnswer: Uint8Array): OutputFound {
  if (rawAnswer.length > CAPS.answerBytes) return invalid('', `The answer is larger than ${megabytes(CAPS.answerBytes)} and was not read.`)
  const body = readJsonBytes(rawAnswer)
  if (!body.ok) return invalid('', `The answer of the endpoint can not be read. ${body.message}`)
  const found = own(body.value, 'output')
  if (found === undefined || found === null || found === '') {
    return missing('The endpoint says that the job is complete, but it sent no output. Large results are dropped silently by RunPod.')
  }
  const text = typeof found === 'string' && found.trim().startsWith('{') ? readJson(found) : null
  const output = text?.ok ? text.value : found
  const entries = entriesOf(output)
  if (entries === null || typeof output !== 'object' || output === null) return invalid('output', 'The output of the worker is not the object that a Boltz-2 worker sends.')
  if (entries.length === 0) return missing('The worker ended without an error, but its output is empty.')
  const error = own(output, 'error')
  if (error !== undefined && error !== null && own(output, 'pose_files') === undefined) {
    return missing(`The worker sent no structure, but the words: ${reportedWords(error) ?? 'an error without words.'}`)
  }
  return { ok: true, output }
}
