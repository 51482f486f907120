// What a worker says about itself: engine, GPU, command, timings, warnings. Words of others: capped, cleaned, null when not reported.
import { z } from 'zod'
import { WorkerShortfall } from '@/lib/compute/contract'
import { plainLine } from '@/lib/compute/error-text'
import { WORKER_ERRORS } from '@/lib/compute/worker-errors'
import { entriesOf, own } from '@/lib/results/safe-json'
import type { ResultSummary } from '@/lib/results/schema'

const line = z.string().max(100).transform((text) => plainLine(text, 100))
const Engine = z.object({ package: line, version: line.nullable().catch(null).default(null) })
const Msa = z.object({ source: z.enum(['server', 'cache']), asked_at: z.iso.datetime(), server: z.string().regex(/^https?:\/\/[\x21-\x7e]{1,200}$/).nullable().catch(null).default(null) })
const Command = z.array(z.string()).max(200)

const words = (found: unknown, characters: number): string | null =>
  typeof found === 'string' ? plainLine(found, characters) || null : null

function timingsOf(found: unknown): Record<string, number | null> | null {
  const seconds = (entriesOf(found) ?? [])
    .filter(([, value]) => value === null || (typeof value === 'number' && Number.isFinite(value) && value >= 0))
    .slice(0, 30)
    .map(([stage, value]): [string, number | null] => [plainLine(stage, 40), typeof value === 'number' ? value : null])
  return seconds.length > 0 ? Object.fromEntries(seconds) : null
}

export function provenanceOf(output: unknown): ResultSummary['provenance'] {
  const engine = Engine.safeParse(own(output, 'engine'))
  const msa = Msa.safeParse(own(output, 'msa'))
  const command = Command.safeParse(own(output, 'command'))
  return {
    engine: engine.success ? engine.data : null,
    gpu: words(own(output, 'gpu'), 200),
    command: command.success ? command.data.map((part) => plainLine(part, 300)) : null,
    timings: timingsOf(own(output, 'timings')),
    msa: msa.success ? { source: msa.data.source, askedAt: msa.data.asked_at, server: msa.data.server } : null,
  }
}

/** Why something is missing by the worker's word, with the cure, to follow the sentence that it is; empty where the worker gives no code. */
export function shortfallWords(output: unknown, what: z.infer<typeof WorkerShortfall>['what']): string {
  const listed = own(output, 'shortfalls')
  if (!Array.isArray(listed)) return ''
  const code = listed.slice(0, 10).map((found) => WorkerShortfall.safeParse(found).data).find((found) => found?.what === what)?.code
  return code === undefined ? '' : ` ${WORKER_ERRORS[code].message} ${WORKER_ERRORS[code].cure}`
}

/** The worker's own warnings, at most 30 of at most 500 characters. */
export function workerWarnings(output: unknown): string[] {
  const listed = own(output, 'warnings')
  if (!Array.isArray(listed)) return []
  return listed.slice(0, 30).flatMap((found) => words(found, 500) ?? [])
}
