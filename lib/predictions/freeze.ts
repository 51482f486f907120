// From what a person sent to what is stored and sent: the complex cleaned and checked, options with every blank filled. Pure.
import { answerSizePerSample, warnAboutAnswer, type AnswerLimit } from '@/lib/complexes/answer-size'
import { checkComplex } from '@/lib/complexes/check'
import { warnAboutRun } from '@/lib/complexes/check-run'
import type { Chemistry } from '@/lib/complexes/chemistry'
import { fromYaml } from '@/lib/complexes/from-yaml'
import type { Complaint, Complex } from '@/lib/complexes/schema'
import { toYaml } from '@/lib/complexes/to-yaml'
import { RunOptions, type FrozenOptions } from '@/lib/compute/options'
import { PROBLEMS } from '@/lib/errors'
import type { ChosenMsaServer, MsaPolicy } from '@/lib/msa-servers'
import { estimateOf } from '@/lib/predictions/estimate-of'
import { chooseMsaServer } from '@/lib/predictions/msa-choice'

type Given = { yaml?: string; complex?: Complex; options?: RunOptions }

export type Checked =
  | { ok: true; complex: Complex; yaml: string; tokens: number; warnings: Complaint[]; options: RunOptions; msaServer: ChosenMsaServer | null; estimateSeconds: number }
  | { ok: false; complaints: Complaint[] }

/** Of this installation: the largest complex, what an answer may have, and who may be asked for alignments. */
export type GivenLimits = { maxTokens: number | null; answer: AnswerLimit; msa: MsaPolicy }

/** Preflight of a submission or of `complexes/check`: every complaint at once, with its place. */
export function checkGiven(given: Given, chemistry: Chemistry, { maxTokens, answer, msa }: GivenLimits): Checked {
  const options = given.options ?? RunOptions.parse({})
  const read = given.complex === undefined ? fromYaml(given.yaml ?? '') : { ok: true as const, complex: given.complex }
  if (!read.ok) return read
  const checked = checkComplex(read.complex, chemistry, { maxTokens })
  if (!checked.ok) return { ok: false, complaints: checked.complaints }
  if (checked.tokens === null) return { ok: false, complaints: [{ at: '', message: `${PROBLEMS.INVALID_COMPLEX.title}: its size cannot be told.` }] }
  const { complex, tokens } = checked
  const msaServer = chooseMsaServer(complex, options, msa)
  if (!msaServer.ok) return { ok: false, complaints: [msaServer.complaint] }
  return {
    ok: true,
    complex,
    tokens,
    options,
    msaServer: msaServer.chosen,
    warnings: [...checked.warnings, ...warnAboutRun(complex, { useMsaServer: options.use_msa_server }), ...answerWarnings(complex, chemistry, options, answer)],
    yaml: toYaml(complex, { useMsaServer: options.use_msa_server }),
    estimateSeconds: estimateOf(tokens, complex, options).seconds,
  }
}

function answerWarnings(complex: Complex, chemistry: Chemistry, { diffusion_samples: samples }: RunOptions, limit: AnswerLimit): Complaint[] {
  const size = answerSizePerSample(complex, chemistry)
  const warning = size && warnAboutAnswer(size, samples, limit)
  return warning === null ? [] : [warning]
}

const DAY_MS = 86_400_000

/** Draws what was left open, names the MSA server and decides the time limit: the larger of `timeoutMs` and three times the estimate, at most 24 h. */
export function freezeOptions(options: RunOptions, drawn: { seed: number; timeoutMs: number; estimateSeconds: number; msaServer: ChosenMsaServer | null }): FrozenOptions {
  const byEstimate = Math.max(drawn.timeoutMs, Math.ceil(3 * drawn.estimateSeconds * 1_000))
  const { server, url } = drawn.msaServer ?? { server: null, url: null }
  return { ...options, msa_server: server, msa_server_url: url, seed: options.seed ?? drawn.seed, executionTimeoutMs: options.executionTimeoutMs ?? Math.min(DAY_MS, byEstimate) }
}
