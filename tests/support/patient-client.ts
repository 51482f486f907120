// A client of the API as a careful program is written: what got no answer, or a 503, is sent again, a submit under its own key.
// It keeps every refusal, so that a test can ask which there were.
import { isTerminal, type PredictionView } from '@/lib/predictions/schema'
import { until } from './calls'
import { DEMO_HEADERS } from './demo'

/** Longer than the server lets anybody wait. */
const ANSWER_WITHIN_MS = 60_000
const PAUSE_MS = 100

export type Refusal = { status: number; code: string; words: string }

export type PatientClient = {
  /** Repeated with its key until there is a 202; answers the prediction's id. */
  submit(key: string, body?: object): Promise<string>
  cancel(id: string): Promise<void>
  get(path: string): Promise<Answered>
  view(id: string): Promise<PredictionView>
  untilAll(ids: string[], holds: (view: PredictionView) => boolean, withinMs?: number): Promise<PredictionView[]>
  untilEnded(ids: string[], withinMs?: number): Promise<PredictionView[]>
  refusals: Refusal[]
}

type Options = {
  url(): string
  /** After a call without an answer; the same call is repeated when this resolves. */
  unanswered?(): Promise<void>
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export const SEQUENCE = 'MKTAYIAKQRQISFVKSHFSRQ'
const SMALL = { complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: SEQUENCE }] }, options: { seed: 1, use_msa_server: false } }

export type Answered = { status: number; text: string; bytes: Uint8Array<ArrayBuffer> }

export function createPatientClient({ url, unanswered = () => pause(PAUSE_MS) }: Options): PatientClient {
  const refusals: Refusal[] = []

  /** The whole answer: one that breaks off is none. */
  async function once(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answered | null> {
    try {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
      const answer = await fetch(new URL(path, url()), { method, signal, headers: { ...DEMO_HEADERS, 'content-type': 'application/json', ...headers }, body: body && JSON.stringify(body) })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      return { status: answer.status, bytes, text: new TextDecoder().decode(bytes) }
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') throw new Error(`${method} ${path} was not answered within ${ANSWER_WITHIN_MS} ms.`)
      return null
    }
  }

  async function ask(...call: Parameters<typeof once>): Promise<Answered> {
    for (;;) {
      const answer = await once(...call)
      if (answer !== null && answer.status !== 503) return answer
      if (answer === null) await unanswered()
      else {
        refusals.push(refusalOf(answer))
        await pause(PAUSE_MS)
      }
    }
  }

  async function demand(status: number, ...call: Parameters<typeof once>): Promise<Answered> {
    const answer = await ask(...call)
    if (answer.status !== status) throw new Error(`${call[0]} ${call[1]} answered ${answer.status}: ${answer.text}`)
    return answer
  }

  const view = async (id: string): Promise<PredictionView> => JSON.parse((await demand(200, 'GET', `/api/v1/predictions/${id}`)).text)
  const untilAll: PatientClient['untilAll'] = (ids, holds, withinMs) => until(() => Promise.all(ids.map(view)), (views) => views.every(holds), withinMs)

  return {
    get: (path) => ask('GET', path),
    submit: async (key, body = {}) => {
      const answer = await demand(202, 'POST', '/api/v1/predictions', { name: key, ...SMALL, ...body }, { 'idempotency-key': key })
      return (JSON.parse(answer.text) as PredictionView).id
    },
    cancel: async (id) => {
      const answer = await ask('POST', `/api/v1/predictions/${id}/cancel`)
      // Whoever asks again may come after the end.
      if (answer.status !== 202 && answer.status !== 409) throw new Error(`The cancel of ${id} was answered ${answer.status}: ${answer.text}`)
    },
    view,
    untilAll,
    untilEnded: (ids, withinMs) => untilAll(ids, ({ status }) => isTerminal(status), withinMs),
    refusals,
  }
}

function refusalOf({ status, text }: Answered): Refusal {
  try {
    const { code = '', title = '', detail = '' } = JSON.parse(text) as { code?: string; title?: string; detail?: string }
    return { status, code, words: `${title}. ${detail}` }
  } catch {
    return { status, code: '', words: text }
  }
}
