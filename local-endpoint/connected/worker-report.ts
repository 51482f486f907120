// What a worker posts to job-done: progress, or how the job ends, as the platform understands it. It refuses what is no JSON object and what the platform would not store.
import { z } from 'zod'
import { memberText } from '../input-span'
import type { NewEnding } from '../jobs/job-store'

/** `refused`: the platform answers 400, and keeps of the job that it has ended. */
export type WorkerReport = { kind: 'progress'; progress: string } | { kind: 'ended'; ending: NewEnding } | { kind: 'refused'; message: string }

const Report = z.looseObject({ status: z.string().optional(), error: z.unknown().optional() })

/** `body` is null when it is larger than what the platform stores. */
export function readReport(body: string | null): WorkerReport {
  if (body === null) return { kind: 'refused', message: 'bad request: body: exceeded max body size of 10MiB' }
  const report = Report.safeParse(parseJson(body))
  if (!report.success) return { kind: 'refused', message: 'bad request: body: not a JSON object' }
  const { status, error } = report.data
  // Numbers and the order of keys stay as the worker wrote them.
  const output = memberText(body, 'output')
  if (status === 'IN_PROGRESS') return { kind: 'progress', progress: output ?? 'null' }
  // Of an error that is no text the platform makes a job without output.
  if (typeof error === 'object' && error !== null) return { kind: 'ended', ending: WITHOUT_OUTPUT }
  if (error === undefined || error === null || error === '') return { kind: 'ended', ending: { status: 'COMPLETED', error: null, output } }
  return { kind: 'ended', ending: { status: 'FAILED', error: String(error), output } }
}

export const WITHOUT_OUTPUT: NewEnding = { status: 'COMPLETED', error: null, output: null }

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Python writes NaN, which is no JSON: refused like JSON of the wrong shape.
    return undefined
  }
}
