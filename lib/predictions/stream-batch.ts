import 'server-only'
// Server-sent events as bytes: read, rendered and encoded once, however many browsers they go to.
import { cursorText, type Cursor, type StreamedEvent } from '@/lib/predictions/event-store'
import { readSummaries } from '@/lib/predictions/prediction-store'
import type { StreamMessage } from '@/lib/predictions/schema'

/** `cursor` is null for what is no event: progress and beats. */
type Part = { cursor: Cursor | null; bytes: Uint8Array }
/** Either events, oldest first, or what is none; `whole` is all of it for those who miss all of it. */
export type Batch = { parts: readonly Part[]; whole: Uint8Array }

const encoder = new TextEncoder()

/** One server-sent event; a browser keeps `id` as the place from which it is to be served when it comes back. */
export function frame(event: string, id: Cursor | null, data: object): Uint8Array {
  return encoder.encode(`event: ${event}\n${id === null ? '' : `id: ${cursorText(id)}\n`}data: ${JSON.stringify(data)}\n\n`)
}

/** The wait before a browser that knows no better comes back. */
export const RETRY_LINE = encoder.encode('retry: 1000\n\n')

const batchOf = (parts: Part[]): Batch => ({ parts, whole: Buffer.concat(parts.map((part) => part.bytes)) })

/** An event and no comment: the page must be able to tell a silent stream from a dead one. */
export const BEAT: Batch = batchOf([{ cursor: null, bytes: frame('beat', null, {}) }])

const messageFrame = (message: StreamMessage, cursor: Cursor | null): Uint8Array => frame('prediction', cursor, message)

/** Events with the summaries as they are now. */
export async function eventBatch(teamId: string, events: StreamedEvent[]): Promise<Batch> {
  const summaries = await readSummaries(teamId, [...new Set(events.map((event) => event.predictionId))])
  return batchOf(events.map(({ cursor, predictionId, view }) => {
    const message = { predictionId, summary: summaries.get(predictionId) ?? null, event: view }
    return { cursor, bytes: messageFrame(message, cursor) }
  }))
}

/** Progress that is no event, of those predictions that still exist. */
export async function progressBatch(teamId: string, predictionIds: string[]): Promise<Batch> {
  const summaries = await readSummaries(teamId, predictionIds)
  return batchOf([...summaries].map(([predictionId, summary]) => ({ cursor: null, bytes: messageFrame({ predictionId, summary, event: null }, null) })))
}
