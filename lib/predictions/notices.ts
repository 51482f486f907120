// What a prediction waits for, in words with a cure: one notice at most, the most telling first. Pure.
import { elapsed, isoOrNull, SECOND } from '@/lib/clock'
import { diagnoseQueue, type QueueReason } from '@/lib/compute/diagnosis'
import { LINKS, TROUBLES } from '@/lib/compute/troubles'
import type { RunPodHealth } from '@/lib/compute/wire'
import { NOT_FOUND_NOTICE_AFTER_MS, NOT_FOUND_NOTICE_COUNT } from '@/lib/predictions/deadlines'
import { UNAVAILABLE_WORDS, type Held, type Route, type Unavailable } from '@/lib/predictions/choose-route'
import type { AttemptState, Notice, PredictionStatus, Target } from '@/lib/predictions/schema'

export type WaitingFor = {
  status: PredictionStatus
  target: Target
  tokens: number
  cancelWishedAt: Date | null
  remark: string | null
  /** Another attempt of this prediction has a finished result that is not in use. */
  resultOffered: boolean
  current: {
    state: AttemptState
    notFoundSince: Date | null
    notFoundCount: number
    cancelAnsweredAt: Date | null
    submittedAt: Date | null
    firstRunningAt: Date | null
    lastAnswerAt: Date | null
    lastStatus: string | null
    unansweredCount: number
    uploadSoughtSince: Date | null
    fallbackReason: Unavailable | null
  } | null
  /** An attempt that is not the current one, with an unknown submit. */
  unknownElsewhere: boolean
  endpoint: WaitedFor | null
  /** What new submits run into: where they go, or the trouble that keeps them waiting. */
  where: { target: Target; trouble: string | null }
  /** Where it would go now. */
  route: Route
  /** Most tokens that workers of one's own take. */
  standInTokens: number | null
  /** And the chosen endpoint, where it has a limit. */
  mostTokens: number | null
}

export type WaitedFor = {
  kind: 'runpod' | 'local'
  target: Target
  pausedCode: string | null
  pausedWords: string | null
  health: RunPodHealth | null
  healthAt: Date | null
  /** When a job was last seen to begin to run there; looked up only where it tells something. */
  lastRunAt: Date | null
}

const notice = (code: string, message: string, cure: string, rest: Partial<Pick<Notice, 'actions' | 'links' | 'since'>> = {}): Notice => ({
  code, message, cure, actions: rest.actions ?? [], links: rest.links ?? [], since: rest.since ?? null,
})

/** The settings' trouble in the words people search for. */
export function settingsNotice(trouble: string): Notice {
  const isKey = trouble === 'RUNPOD_API_KEY_MISSING'
  const { message, cure, links } = isKey ? TROUBLES.API_KEY_MISSING : TROUBLES.ENDPOINT_ID_MISSING
  return notice(isKey ? trouble : 'RUNPOD_ENDPOINT_ID_MISSING', message, cure, { links: [...links] })
}

/** Own workers are chosen, and none is there. */
export const NO_OWN_WORKER: Notice = notice('NO_OWN_WORKER', 'No worker of your own is connected to this server.', 'What is submitted waits for one. Start it on the machine with Boltz-2: npm run worker says what is missing there.')

/** A paused endpoint in words; RunPod's and the local one have different cures. */
export function pauseNotice(kind: 'runpod' | 'local', code: string, words: string | null): Notice {
  const said = words === null ? '' : ` ${words}`
  if (kind === 'local') {
    return notice('LOCAL_ENDPOINT_UNREACHABLE', `The local endpoint does not take jobs now.${said}`, 'It is tried again by itself. If this lasts, stop Atomera and type npm run up again; nothing is lost.')
  }
  if (code === 'AUTH') {
    return notice('CREDENTIALS_REJECTED', `Failed to submit job to RunPod: it rejects the API key.${said}`,
      'Check that the key is valid and may use this endpoint; an admin sets a new one on the page Admin, or in .env as RUNPOD_API_KEY. Nothing is lost meanwhile.', { links: [LINKS.keys], actions: ['cancel'] })
  }
  if (code === 'NOT_FOUND') {
    return notice('ENDPOINT_NOT_FOUND', `Failed to submit job to RunPod: there is no such endpoint.${said}`,
      'Check the endpoint id (RUNPOD_ENDPOINT_ID, or the page Admin) against RunPod\'s console. Jobs go to the host api.runpod.ai, not .io. A new endpoint needs a minute until it is known.', { links: [LINKS.endpoints], actions: ['cancel'] })
  }
  return notice('ENDPOINT_UNREACHABLE', `Failed to submit job to RunPod: it cannot be reached.${said}`,
    'Check this server\'s network and the host name (api.runpod.ai, not .io). It is tried again by itself; nothing is lost meanwhile.', { actions: ['cancel'] })
}

/** The notice of a prediction, or null when it waits for nothing worth saying. */
export function noticeOf(waiting: WaitingFor, now: Date): Notice | null {
  const { status } = waiting
  if (status === 'QUEUED') return queuedNotice(waiting)
  if (status === 'IN_QUEUE' || status === 'IN_PROGRESS') return liveNotice(waiting, now)
  return endedNotice(waiting)
}

/** What a prediction waits for that cannot be handed over to RunPod. */
function withheldNotice(base: Notice, { route, tokens, standInTokens }: WaitingFor): Notice {
  if (route.to === 'standIn') {
    return notice('WAITING_FOR_OWN_WORKER', `${UNAVAILABLE_WORDS[route.because]}; waiting for a place at a worker of your own.`, 'It runs there as soon as there is a place, or on RunPod if that comes back first.', { actions: ['cancel'] })
  }
  if (route.to === 'chosen') return base
  const besides: Record<Held, string> = {
    NOT_ALLOWED: '',
    NOT_YET: ' If this lasts for two minutes, a worker of your own takes it.',
    NO_WORKER: ' No worker of your own is ready to take it meanwhile.',
    TOO_LARGE: ` It is too large for your own workers (${tokens} tokens, they take ${standInTokens}), so it waits for RunPod.`,
  }
  return { ...base, cure: base.cure + besides[route.held] }
}

const tooLargeNotice = ({ tokens, mostTokens }: WaitingFor): Notice =>
  notice('TOO_LARGE_FOR_OWN_WORKERS', `It is too large for your own workers: ${tokens} tokens, and they take ${mostTokens}.`, 'Raise LOCAL_MAX_TOKENS if their GPU holds it, let predictions run on RunPod again, or cancel it.', { actions: ['cancel'] })

function queuedNotice(waiting: WaitingFor): Notice | null {
  const { current, where, target, endpoint, unknownElsewhere } = waiting
  if (current?.state === 'SUBMIT_UNKNOWN') {
    return notice('SUBMIT_UNKNOWN', 'Nobody knows whether the endpoint took this job: its answer never arrived.',
      'It is not sent again by itself, because it may be running and would be billed twice. It goes on as soon as the job shows itself. You can run it again now if you accept that.',
      { actions: ['retryAcceptingDoubleBilling', 'cancel'] })
  }
  if (current?.state === 'SUBMITTING') return null
  if (where.trouble !== null && target === 'real') return withheldNotice(settingsNotice(where.trouble), waiting)
  if (where.target !== target) return crossedNotice(target)
  if (waiting.route.to === 'nowhere' && waiting.route.because === null) return tooLargeNotice(waiting)
  if (endpoint !== null && endpoint.pausedCode !== null) return withheldNotice(pauseNotice(endpoint.kind, endpoint.pausedCode, endpoint.pausedWords), waiting)
  if (unknownElsewhere) return notice('EARLIER_SUBMIT_UNKNOWN', 'An earlier attempt of this prediction may still run.', 'If it shows itself it is cancelled, and its result is offered if it has one.', { actions: ['cancel'] })
  return notice('WAITING_FOR_PLACE', 'Accepted; waiting for a place at the endpoint.', 'What the endpoint cannot start soon waits here, in turns between people.', { actions: ['cancel'] })
}

const crossedNotice = (target: Target): Notice =>
  target === 'real'
    ? notice('WAITS_FOR_RUNPOD', 'This was submitted for Boltz-2, and this server now runs on the simulated local endpoint.',
        'It is never simulated instead. Set API key and endpoint id of RunPod again (page Admin), or give this server a worker of its own; or cancel it.', { actions: ['cancel'] })
    : notice('WAITS_FOR_LOCAL', 'This was submitted for the simulated local endpoint, and this server now runs real predictions.',
        'It is never sent where it would be billed instead. Cancel it and clone it into the builder, or switch RunPod off on the page Admin (without workers of your own: LOCAL_WORKER=simulated).', { actions: ['cancel'] })

function liveNotice({ current, cancelWishedAt, endpoint, status }: WaitingFor, now: Date): Notice | null {
  if (current === null) return null
  if (current.uploadSoughtSince !== null) {
    return notice('OBJECT_STORAGE_SILENT', 'The object storage, where the result may be, does not answer at the moment.',
      'It is asked again for ten minutes; then what the endpoint sent counts. Whoever runs this server finds the reason in its log.', { since: isoOrNull(current.uploadSoughtSince) })
  }
  if (current.notFoundSince !== null && current.notFoundCount >= NOT_FOUND_NOTICE_COUNT && elapsed(current.notFoundSince, now) >= NOT_FOUND_NOTICE_AFTER_MS) {
    const who = endpoint?.kind === 'local' ? 'The local endpoint' : 'RunPod'
    return notice('JOB_NOT_FOUND', `${who} does not know this job at the moment.`, 'It is asked again. If this lasts for ten minutes, the prediction ends as lost, unless an object storage has its answer.', { since: isoOrNull(current.notFoundSince) })
  }
  if (current.state === 'COLLECTING') return notice('COLLECTING', 'The run is complete; its result is being fetched and checked.', 'This takes a moment.')
  if (cancelWishedAt !== null) {
    const answered = current.cancelAnsweredAt !== null
    return notice('CANCELLING', answered ? 'Cancelled; waiting for the endpoint to confirm it.' : 'The cancel is on its way to the endpoint.',
      answered ? 'Should the result have been faster, it is kept.' : 'It is repeated until the endpoint answers.')
  }
  if (endpoint?.pausedCode === 'AUTH' && current.unansweredCount > 0) return pauseNotice(endpoint.kind, endpoint.pausedCode, endpoint.pausedWords)
  if (current.unansweredCount >= 3) return notice('ENDPOINT_SILENT', 'The endpoint does not answer at the moment.', 'It is asked again by itself; the prediction keeps its state.', { since: isoOrNull(current.lastAnswerAt) })
  return (status === 'IN_QUEUE' && endpoint !== null ? longQueueNotice(current, endpoint, now) : null) ?? fallbackNotice(current)
}

const QUEUE_CODES: Record<QueueReason, string> = {
  starting: 'QUEUE_COLD_START',
  throttled: 'QUEUE_THROTTLED',
  crashing: 'QUEUE_CRASH_LOOP',
  scaledToZero: 'QUEUE_SCALED_TO_ZERO',
  noWorkers: 'QUEUE_NO_WORKER',
  idleWorkers: 'QUEUE_WORKERS_IDLE',
  busy: 'QUEUE_BUSY',
  unknown: 'QUEUE_UNEXPLAINED',
}

/** After a minute in the endpoint's queue its /health says why. */
function longQueueNotice({ submittedAt, firstRunningAt }: NonNullable<WaitingFor['current']>, endpoint: WaitedFor, now: Date): Notice | null {
  if (submittedAt === null) return null
  const waitedMs = elapsed(submittedAt, now)
  if (waitedMs < QUEUE_REASON_AFTER_MS) return null
  const isFresh = endpoint.healthAt !== null && Math.abs(elapsed(endpoint.healthAt, now)) < HEALTH_TELLS_FOR_MS
  const { reason, message, cure, links } = diagnoseQueue({
    kind: endpoint.kind === 'local' && endpoint.target === 'real' ? 'own' : endpoint.kind,
    health: isFresh ? endpoint.health : null,
    waitedMs,
    lastRunMsAgo: endpoint.lastRunAt === null ? null : elapsed(endpoint.lastRunAt, now),
  })
  // A job that ran already and was put back waits since nobody knows when.
  return notice(QUEUE_CODES[reason], message, cure, { actions: ['cancel'], links: [...links], since: firstRunningAt === null ? submittedAt.toISOString() : null })
}

/** While workers of one's own stand in: first what that means, then the problem's own cure. */
export const standInNotice = (problem: Notice, because: Unavailable): Notice =>
  ({ ...problem, message: `${UNAVAILABLE_WORDS[because]}: predictions run on your own workers meanwhile.` })

function fallbackNotice(current: WaitingFor['current']): Notice | null {
  const reason = current?.fallbackReason ?? null
  if (reason === null || current?.submittedAt == null) return null
  return notice('RAN_ON_OWN_WORKER', `Given to a worker of your own and not to RunPod, because ${UNAVAILABLE_WORDS[reason]}.`, 'It is Boltz-2 all the same; engine and GPU stand with the result. RUNPOD_FALLBACK=hold makes predictions wait for RunPod instead.')
}

function endedNotice({ remark, resultOffered, status, cancelWishedAt, current }: WaitingFor): Notice | null {
  if (resultOffered) return notice('RESULT_OFFERED', 'An attempt of this prediction finished late and has a result.', 'Look at the attempts below; you can use its result.', { actions: ['useAttempt'] })
  switch (remark) {
    case 'FINISHED_BEFORE_CANCEL':
      return notice('FINISHED_BEFORE_CANCEL', 'The result was faster than the cancel; it was kept.', 'Delete the prediction if you do not want it.')
    case 'MAY_STILL_RUN':
      return notice('MAY_STILL_RUN', 'Cancelled, but the job may still run: nobody knows whether the endpoint took it.', 'If it shows itself it is cancelled there as well.')
    case 'CANCEL_NOT_CONFIRMED':
      return notice('CANCEL_NOT_CONFIRMED', 'Cancelled; the endpoint took the cancel, but had not confirmed the end of the job a minute later.', 'Look at the endpoint\'s requests if it matters that nothing is billed.')
    case 'NOT_CONFIRMED':
      return notice('NOT_CONFIRMED', 'The endpoint did not answer until the end; this outcome is not confirmed by it.', 'Look at the endpoint\'s requests if it matters what was billed.')
    default:
      return status === 'FAILED' && cancelWishedAt !== null ? notice('FAILED_BEFORE_CANCEL', 'It failed before the cancel reached it.', 'Nothing more runs.') : fallbackNotice(current)
  }
}

/** After how long in the endpoint's queue its health is worth asking. */
export const QUEUE_REASON_AFTER_MS = 60 * SECOND
/** It is asked every 15 s while a job waits; what it said longer ago than some of these is not why a job waits now. */
export const HEALTH_TELLS_FOR_MS = 90 * SECOND
