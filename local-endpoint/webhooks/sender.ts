import 'server-only'
// One webhook call as RunPod makes it, over connections that are kept; it refuses to follow redirects and to wait for ever.
import { randomBytes } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'

/** RunPod's own limit is unknown; real time, since somebody answers at the other end. */
const LONGEST_ANSWER_MS = 10_000

/** Calls to one host at a time. */
export const CALLS_AT_A_TIME = 32

export class WebhookSender {
  private readonly stopping = new AbortController()
  private readonly http = new http.Agent({ keepAlive: true, maxSockets: CALLS_AT_A_TIME })
  private readonly https = new https.Agent({ keepAlive: true, maxSockets: CALLS_AT_A_TIME })

  /** The status of the answer, or null when there was none. */
  async post(address: string, body: string): Promise<number | null> {
    if (!URL.canParse(address)) return null
    const url = new URL(address)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
    return this.call(url, Buffer.from(body))
  }

  close(): void {
    this.stopping.abort()
    this.http.destroy()
    this.https.destroy()
  }

  private call(url: URL, body: Buffer): Promise<number | null> {
    return new Promise((resolve) => {
      const isPlain = url.protocol === 'http:'
      const request = (isPlain ? http : https).request(url, {
        method: 'POST',
        agent: isPlain ? this.http : this.https,
        signal: AbortSignal.any([AbortSignal.timeout(LONGEST_ANSWER_MS), this.stopping.signal]),
        headers: { 'content-type': 'application/json', 'content-length': body.length, 'user-agent': 'Go-http-client/2.0', traceparent: drawTraceParent() },
      })
      request.on('response', (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? null))
        response.on('error', () => resolve(null))
      })
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The other end closed a kept connection just as it was taken up again: nothing was said yet.
        if (request.reusedSocket && error.code === 'ECONNRESET') void this.call(url, body).then(resolve)
        else resolve(null)
      })
      request.end(body)
    })
  }
}

const drawTraceParent = () => `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`
