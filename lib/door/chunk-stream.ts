import 'server-only'
// A body that is made while it is sent: the next piece only when the reader has taken what is there, and none to somebody who may no longer have it.
import type { Actor } from '@/lib/access/actor'
import type { Permission } from '@/lib/access/permissions'
import { holdOpen } from '@/lib/door/held-open'

/** As whom, and by what, it was let in. */
export type Reader = { actor: Actor; permission: Permission }

/**
 * An error breaks the download off, so that nobody takes half of it for the whole.
 * Nothing is made or held before the first piece is asked for: a body that nobody reads is never cancelled either.
 */
export function chunkStream(chunks: AsyncGenerator<Uint8Array>, reader: Reader): ReadableStream<Uint8Array> {
  const ended = new AbortController()
  let letGo: (() => void) | undefined
  const hold = (controller: ReadableStreamDefaultController<Uint8Array>) =>
    holdOpen({ ...reader, kind: 'download', end: () => {
      letGo?.()
      ended.abort()
      controller.error(new Error('Whoever downloads this may no longer have it.'))
    } })
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      letGo ??= hold(controller)
      const next = await chunks.next().catch((error: unknown) => {
        letGo?.()
        throw error
      })
      if (ended.signal.aborted) return void (await chunks.return(undefined))
      if (next.done !== true) return controller.enqueue(next.value)
      letGo()
      controller.close()
    },
    async cancel() {
      letGo?.()
      await chunks.return(undefined)
    },
  }, { highWaterMark: 0 })
}
