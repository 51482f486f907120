import 'server-only'
// The body of an event stream. Its first bytes go the usual way through Next; then, where Node's response is at hand, the rest is
// written to that: through web streams each chunk costs a client three times as much (60 instead of 20 µs of CPU on Node 20), which a
// thousand of them feel. It refuses to keep bytes without end for a client that takes none.
import type { ServerResponse } from 'node:http'

/** More than a whole replay. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024

export class StreamBody {
  readonly readable: ReadableStream<Uint8Array>
  /** Resolves when bytes may be pushed: Next has sent the headers and the first bytes, and asks for more. */
  readonly opened: Promise<void>
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null

  /** `gone` is called when the client has left. */
  constructor(first: Uint8Array, private readonly response: ServerResponse | null, gone: () => void) {
    let open: () => void = () => undefined
    this.opened = new Promise((resolve) => (open = resolve))
    let asked = 0
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      asked += 1
      if (asked === 1) controller.enqueue(first)
      if (asked === 2 || response === null) open()
    }
    // Without room for a single byte, `pull` is called only when somebody waits for the next chunk.
    this.readable = new ReadableStream({ start: (controller) => void (this.#controller = controller), pull, cancel: gone }, { highWaterMark: 0, size: (chunk) => chunk?.length ?? 0 })
    response?.once('close', gone)
  }

  /** False when nobody takes it any more, or too slowly. */
  push(bytes: Uint8Array): boolean {
    if (this.response !== null) {
      if (this.response.closed) return false
      this.response.write(bytes)
      return this.response.writableLength <= MOST_WAITING_BYTES
    }
    this.#controller?.enqueue(bytes)
    return -(this.#controller?.desiredSize ?? 0) <= MOST_WAITING_BYTES
  }

  /** What waits is dropped when it is too much; otherwise it is still sent. */
  end(): void {
    if (this.response !== null && this.response.writableLength > MOST_WAITING_BYTES) this.response.destroy()
    this.#controller?.close()
  }
}
