import 'server-only'
// A ZIP that is made while it is read: one entry in memory at a time, the next only when the reader has taken what is there.
import { Zip, ZipDeflate } from 'fflate'
import { chunkStream, type Reader } from '@/lib/door/chunk-stream'
import type { ArchiveEntry } from '@/lib/predictions/archive'

async function* zipped(entries: AsyncIterable<ArchiveEntry>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  let failure: Error | null = null
  const zip = new Zip((error, chunk) => {
    if (error) failure = error
    else ready.push(chunk)
  })
  for await (const { name, content } of entries) {
    const file = new ZipDeflate(name, { level: 6 })
    zip.add(file)
    file.push(content, true)
    if (failure !== null) throw failure
    yield* ready.splice(0)
  }
  zip.end()
  yield* ready.splice(0)
}

export const zipStream = (entries: AsyncIterable<ArchiveEntry>, reader: Reader): ReadableStream<Uint8Array> => chunkStream(zipped(entries), reader)
