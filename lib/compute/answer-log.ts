// What the debug log keeps of an endpoint's answer: status, id, times, counters or a few words; never output, keys or sequences. Pure.
import { plainLine, plainWords } from '@/lib/compute/error-text'
import { isSuccess, readJsonBody, type Exchange } from '@/lib/compute/exchange'

const KEPT = ['id', 'status', 'delayTime', 'executionTime', 'workerId', 'retries', 'jobs', 'workers', 'removed', 'found'] as const
/** Longer answers carry a result, and parsing them for the log alone would cost more than it tells. */
const MOST_PARSED = 64 * 1024
const MOST_WORDS = 300
/** A run of letters that no ordinary word has may be a sequence or a SMILES. */
const LONG_RUN = /[^\s"',:]{25,}/g

type Answer = Extract<Exchange, { kind: 'answer' }>

export function answerForLog(answer: Pick<Answer, 'httpStatus' | 'body'> & { raw: Pick<Answer['raw'], 'size'> }, secrets: readonly string[]): object | string {
  const { body, httpStatus, raw } = answer
  if (raw.size > MOST_PARSED) return `${raw.size} bytes`
  if (isSuccess(httpStatus)) {
    const json = readJsonBody(body)
    if (json.ok && typeof json.value === 'object' && json.value !== null) {
      const found = json.value
      return Object.fromEntries(KEPT.flatMap((key) => (Object.hasOwn(found, key) ? [[key, forLog(Reflect.get(found, key), secrets)]] : [])))
    }
  }
  return plainWords(new TextDecoder().decode(body), secrets).replace(LONG_RUN, '[…]').slice(0, MOST_WORDS)
}

/** A number as it is, a short line, or counters by their names; anything else only by its kind. */
function forLog(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return plainLine(value, 80, secrets)
  if (typeof value !== 'object' || value === null) return value
  const counters = Object.entries(value).filter(([, count]) => typeof count === 'number')
  return Object.fromEntries(counters.slice(0, 10).map(([name, count]) => [plainLine(name, 40, secrets), count]))
}
