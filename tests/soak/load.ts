// The load of a soak: people who submit over HTTP with Idempotency-Keys, ask again when no answer comes, then cancel, delete or run again. It gives nothing up while the server is away.
import { Agent, request, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Errand } from './plan'
import { DEMO_HEADERS } from '../support/demo'

export type Done = { verb: 'cancel' | 'delete' | 'retry'; status: number }

/** What one errand did and was told. */
export type ErrandRecord = {
  key: string
  /** Every id that an answer to this key named. */
  ids: string[]
  posts: number
  accepted: number
  unanswered: number
  /** The answer to another body under the same key; null when none was sent. */
  anotherBody: number | null
  deeds: Done[]
  /** Answers that nothing explains. */
  strange: string[]
}

type Answer = { status: number; body: unknown }

const SILENCE_MS = 60_000
const AGAIN_MS = { least: 200, most: 4_000 }
/** Requests that one person has under way at a time. */
const HANDS = 4
const LOOK_MS = 4_000
const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT']

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

type Rest = { method?: string; headers?: Record<string, string>; body?: object; signal?: AbortSignal }

/** The head of the answer. It rejects when the server is away or dies, and after a silence, whatever becomes of the server in the middle of it. */
function send(url: string, { method = 'GET', headers = {}, body, signal }: Rest): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, signal, timeout: SILENCE_MS, headers: text === undefined ? headers : { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } }, resolve)
    sent.on('timeout', () => sent.destroy(new Error('silence')))
    sent.on('error', reject)
    sent.end(text)
  })
}

/** One request; null when the server is away, dies meanwhile, or has no database. */
async function ask(url: string, rest: Rest): Promise<Answer | null> {
  try {
    const answer = await send(url, rest)
    let text = ''
    for await (const piece of answer.setEncoding('utf8')) text += piece
    return answer.statusCode === 503 ? null : { status: answer.statusCode ?? 0, body: text === '' ? null : JSON.parse(text) }
  } catch {
    return null
  }
}

/** Lets so many through at a time, in the order in which they came. */
export function createTurns(most: number): <Value>(work: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = []
  let free = most
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    else free -= 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}

type Turns = ReturnType<typeof createTurns>

const read = (body: unknown, name: string): string => String(typeof body === 'object' && body !== null ? Reflect.get(body, name) : '')

/** One errand from its first request to its last answer. */
class Walk {
  readonly record: ErrandRecord

  constructor(
    private readonly server: string,
    private readonly errand: Errand,
    private readonly turns: Turns,
  ) {
    this.record = { key: errand.key, ids: [], posts: 0, accepted: 0, unanswered: 0, anotherBody: null, deeds: [], strange: [] }
  }

  /** Resolves when nothing is left to be done, however long the server is away. */
  async run(): Promise<void> {
    const { atOnce, deed, deedAfterMs, triesAnotherBody } = this.errand
    await Promise.all(Array.from({ length: atOnce }, () => this.submit()))
    if (triesAnotherBody) await this.submitAnotherBody()
    if (deed === 'nothing') return
    await sleep(deedAfterMs)
    if (deed !== 'delete' && deed !== 'runAgainIfFailed') await this.change('cancel')
    if (deed === 'cancelAndRunAgain' || deed === 'runAgainIfFailed') await this.runAgain()
    if (deed === 'delete' || deed === 'cancelAndDelete') await this.change('delete')
  }

  private get id(): string {
    return this.record.ids[0] ?? ''
  }

  private async submit(): Promise<void> {
    const { key, body } = this.errand
    const answer = await this.untilAnswered('POST', '', { 'idempotency-key': key }, body)
    if (answer.status !== 202) return void this.record.strange.push(`submit: ${answer.status} ${JSON.stringify(answer.body)}`)
    this.record.accepted += 1
    const id = read(answer.body, 'id')
    if (!this.record.ids.includes(id)) this.record.ids.push(id)
  }

  private async submitAnotherBody(): Promise<void> {
    const { key, body } = this.errand
    const answer = await this.untilAnswered('POST', '', { 'idempotency-key': key }, { ...body, name: 'Another body' })
    this.record.anotherBody = answer.status
    if (read(answer.body, 'code') !== 'IDEMPOTENCY_MISMATCH') this.record.strange.push(`another body: ${answer.status} ${JSON.stringify(answer.body)}`)
  }

  /** An unanswered wish may have been heard: then the next is refused as one that comes too late. */
  private async change(verb: Done['verb']): Promise<void> {
    const answer = await (verb === 'delete' ? this.untilAnswered('DELETE', `/${this.id}`) : this.untilAnswered('POST', `/${this.id}/${verb}`))
    this.record.deeds.push({ verb, status: answer.status })
    if (![202, 204, 404, 409].includes(answer.status)) this.record.strange.push(`${verb}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }

  private async runAgain(): Promise<void> {
    for (;;) {
      const { status, body } = await this.untilAnswered('GET', `/${this.id}`)
      if (status !== 200 || read(body, 'status') === 'COMPLETED') return
      if (ENDED.includes(read(body, 'status'))) return this.change('retry')
      await sleep(LOOK_MS)
    }
  }

  private async untilAnswered(method: string, path: string, headers: Record<string, string> = {}, body?: object): Promise<Answer> {
    for (let waitMs = AGAIN_MS.least; ; waitMs = Math.min(2 * waitMs, AGAIN_MS.most)) {
      const isSubmit = path === '' && method === 'POST'
      if (isSubmit) this.record.posts += 1
      const answer = await this.turns(() => ask(`${this.server}/api/v1/predictions${path}`, { method, headers: { ...DEMO_HEADERS, ...headers }, body }))
      if (answer !== null) return answer
      if (isSubmit) this.record.unanswered += 1
      await sleep(waitMs * (0.5 + Math.random() / 2))
    }
  }
}

/** Each errand begins at its moment; `done` resolves when all have been run, however long the server is away. */
export function beginLoad(server: string, errands: readonly Errand[]): { records: ErrandRecord[]; done: Promise<void> } {
  const hands = new Map(errands.map(({ person }) => [person, createTurns(HANDS)]))
  const walks = errands.map((errand) => ({ atMs: errand.atMs, walk: new Walk(server, errand, hands.get(errand.person) ?? createTurns(HANDS)) }))
  const done = Promise.all(walks.map(({ atMs, walk }) => sleep(atMs).then(() => walk.run())))
  return { records: walks.map(({ walk }) => walk.record), done: done.then(() => undefined) }
}

/** Keeps one page open: an event stream that comes back as often as it is lost, so that the team counts as watching. */
export function keepWatching(server: string): { messages(): number; stop(): void } {
  const over = new AbortController()
  let messages = 0
  const watch = async (): Promise<void> => {
    for (let after = ''; !over.signal.aborted; await sleep(AGAIN_MS.least)) {
      try {
        const headers: Record<string, string> = after === '' ? DEMO_HEADERS : { ...DEMO_HEADERS, 'last-event-id': after }
        const answer = await send(`${server}/api/v1/events`, { headers, signal: over.signal })
        for await (const piece of answer.setEncoding('utf8')) {
          const text = String(piece)
          messages += text.split('\ndata:').length - 1
          after = [...text.matchAll(/^id: *(.+)$/gm)].at(-1)?.[1] ?? after
        }
      } catch {
        // The server died, or it is not there yet: the stream is opened again.
      }
    }
  }
  void watch()
  return { messages: () => messages, stop: () => over.abort() }
}
