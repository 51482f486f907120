import 'server-only'
// A body that is made while it is sent: the next piece only when the reader has taken what is there.

/** An error breaks the download off, so that nobody takes half of it for the whole. */
export function chunkStream(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await chunks.return(undefined)
    },
  }, { highWaterMark: 1 })
}
