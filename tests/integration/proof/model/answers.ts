// What the endpoints of the model answer: the truth, or anything that the client's answer classes can stand for. A draw decides; without one it is the truth.
import { gzipSync } from 'node:zlib'
import type { CancelAnswer, HealthAnswer, StatusAnswer, SubmitAnswer, UnavailableAnswer, VoidAnswer } from '@/lib/compute/answers'
import type { RunRequest } from '@/lib/compute/run-request'
import { base64, CONFIDENCE, guideOutput, poseCif } from '../../../support/boltz-files'
import { isAlive, type Job, type ModelEndpoint } from './endpoint'
import { pick, type Draw } from './random'

type Kind = 'runpod' | 'local'
type Heard = (name: string) => void

const auth = { kind: 'auth', httpStatus: 401, message: 'The endpoint answered 401.' } as const
const notFound = { kind: 'notFound', message: 'The endpoint answered 404.' } as const
const ambiguous = (message: string): SubmitAnswer => ({ kind: 'ambiguous', httpStatus: null, message })
const unavailable = (httpStatus: number | null, retryAfterMs: number | null = null): UnavailableAnswer => ({ kind: 'unavailable', httpStatus, retryAfterMs, message: 'No usable answer.' })
const refused = (because: Extract<SubmitAnswer, { kind: 'refused' }>['because'], retryAfterMs: number | null = null): SubmitAnswer =>
  ({ kind: 'refused', because, httpStatus: null, retryAfterMs, message: `Refused: ${because}.` })

const RUN = { accepted: 40, takenUnheard: 10, notTaken: 5, late: 5, rate: 5, auth: 3, notFound: 2, network: 3, request: 4, tooLarge: 1, foreign: 4 } as const

export function answerRun(endpoint: ModelEndpoint, kind: Kind, body: RunRequest, draw: Draw | null, heard: Heard): SubmitAnswer {
  const how = pick(draw, RUN)
  const isTaken = how === 'accepted' || how === 'takenUnheard' || how === 'foreign'
  if (isTaken && kind === 'local' && endpoint.isVoided(body.input.attempt ?? '')) {
    heard('run conflict')
    return how === 'accepted' ? refused('conflict') : ambiguous('Reset.')
  }
  heard(`run ${how}`)
  switch (how) {
    case 'accepted':
      return { kind: 'accepted', jobId: endpoint.accept(body).id, status: 'IN_QUEUE' }
    case 'takenUnheard':
      endpoint.accept(body)
      return ambiguous('The connection was reset.')
    case 'notTaken':
      return ambiguous('The connection was reset.')
    case 'late':
      endpoint.delay(body)
      return ambiguous('It did not answer in time.')
    case 'foreign': {
      const others = [...endpoint.jobs.keys()]
      endpoint.accept(body)
      const other = others.at(-1)
      return other === undefined ? ambiguous('Not JSON.') : { kind: 'accepted', jobId: other, status: null }
    }
    case 'rate':
      return refused('rate', draw !== null && draw() < 0.5 ? 3_000 : null)
    default:
      return refused(how)
  }
}

const POSES = { 'pose_0.cif': base64(poseCif([{ chainId: 'A', type: 'protein', residues: 4 }])) }
const WHOLE = guideOutput()

/** By what a worker sent; `cut` is too large an answer, of which only the beginning came. */
const OUTPUTS: Record<Job['output'], object | undefined> = {
  whole: { ...WHOLE, affinity_pred_value: null, affinity_probability_binary: null, output_files: { 'confidence_result.json': WHOLE.output_files['confidence_result.json'] }, pose_files: POSES },
  guide: { confidence_score: CONFIDENCE.confidence_score, pose_files: POSES },
  nothing: undefined,
  garbage: { error_code: 'BOLTZ_OOM', pose_files: { 'pose_0.cif': base64('data_nothing') } },
  cut: undefined,
}

/** A job as it was seen, or as a confused endpoint shows it. */
function seen(job: Job, shown: { status: string; seq?: number; output?: unknown }, isWhole = true): StatusAnswer {
  const progress = { seq: shown.seq ?? job.seq, stage: ['starting', 'msa', 'structure'][job.seq % 3] ?? 'msa', fraction: null, message: null }
  const isRunning = shown.status === 'IN_PROGRESS' || shown.status === 'RUNNING'
  const output = shown.output ?? (isRunning ? progress : undefined)
  const fields = {
    id: job.id, status: shown.status, delayTime: 10, executionTime: null, workerId: job.worker, retries: job.retries, output, error: job.error,
  }
  const text = Buffer.from(JSON.stringify(fields))
  return { kind: 'job', job: fields, raw: { size: text.length, isWhole, gzip: async () => [new Uint8Array(gzipSync(text, { level: 1 }))] } }
}

function truth(job: Job, kind: Kind): StatusAnswer {
  if (isAlive(job)) return seen(job, { status: job.status })
  const output = OUTPUTS[job.output]
  const marked = output && { ...output, ...(kind === 'local' && { simulated: true }) }
  return seen(job, { status: job.status, output: marked }, !(job.status === 'COMPLETED' && job.output === 'cut'))
}

const STATUS = { true: 55, running: 3, strange: 4, back: 6, older: 10, network: 4, busy: 3, broken: 3, auth: 3, notFound: 8 } as const

export function answerStatus(endpoint: ModelEndpoint, kind: Kind, { jobId, moves }: { jobId: string; moves: boolean }, draw: Draw | null, heard: Heard): StatusAnswer {
  const job = endpoint.find(jobId)
  const how = pick(draw, STATUS)
  heard(`status ${job === null && how === 'true' ? 'gone' : how}`)
  if (job === null || how === 'notFound') return notFound
  if (moves) endpoint.live(job, draw)
  switch (how) {
    case 'true':
      return truth(job, kind)
    case 'running':
      return job.status === 'IN_PROGRESS' ? seen(job, { status: 'RUNNING' }) : truth(job, kind)
    case 'strange':
      return seen(job, { status: 'THROTTLED' })
    case 'back':
      return seen(job, { status: isAlive(job) ? 'IN_QUEUE' : 'IN_PROGRESS' })
    case 'older':
      return isAlive(job) ? seen(job, { status: 'IN_PROGRESS', seq: Math.max(0, job.seq - 2) }) : truth(job, kind)
    case 'network':
      return unavailable(null)
    case 'busy':
      return unavailable(429, draw !== null && draw() < 0.5 ? 20_000 : null)
    case 'broken':
      return unavailable(502)
    case 'auth':
      return auth
  }
}

const CANCEL = { heard: 40, ignored: 12, unheard: 12, lost: 20, auth: 5, notFound: 5 } as const

export function answerCancel(endpoint: ModelEndpoint, { jobId, obeys }: { jobId: string; obeys: boolean }, draw: Draw | null, heard: Heard): CancelAnswer {
  const job = endpoint.find(jobId)
  const how = obeys ? pick(draw, CANCEL) : 'ignored'
  heard(`cancel ${how}`)
  if (how === 'lost') return unavailable(null)
  if (how === 'auth') return auth
  endpoint.hearCancel(jobId)
  if (job !== null && isAlive(job) && how !== 'ignored' && how !== 'notFound') endpoint.end(job, 'CANCELLED')
  if (how === 'unheard') return unavailable(null)
  return { kind: 'answered', httpStatus: job === null || how === 'notFound' ? 404 : 200 }
}

const HEALTH = { ok: 80, broken: 10, auth: 5, notFound: 5, unsent: 5 } as const

export function answerHealth(draw: Draw | null, heard: Heard): HealthAnswer {
  const how = pick(draw, HEALTH)
  heard(`health ${how}`)
  switch (how) {
    case 'ok':
      return { kind: 'ok', health: { jobs: {}, workers: { running: draw === null ? 1 : Math.floor(draw() * 2), idle: 0 } } }
    case 'broken':
      return unavailable(502)
    case 'auth':
      return auth
    case 'notFound':
      return notFound
    case 'unsent':
      return { ...unavailable(null), unsent: true }
  }
}

const VOID = { answered: 70, lost: 15, unheard: 15 } as const

export function answerVoid(endpoint: ModelEndpoint, attemptId: string, draw: Draw | null, heard: Heard): VoidAnswer {
  const how = pick(draw, VOID)
  const job = how === 'lost' ? null : endpoint.voidAttempt(attemptId)
  heard(`void ${how === 'answered' ? (job === null ? 'voided' : 'found') : how}`)
  if (how !== 'answered') return { kind: 'unavailable', message: 'No answer.' }
  return job === null ? { kind: 'voided' } : { kind: 'found', jobId: job.id }
}
