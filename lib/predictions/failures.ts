// The closed list of ways in which a prediction fails: words, cause with cure, and whether a rerun may help. Pure.
import { LINKS, type TroubleLink } from '@/lib/compute/troubles'
import { isWorkerErrorCode, WORKER_ERRORS, type WorkerErrorCode } from '@/lib/compute/worker-errors'
import type { PredictionError } from '@/lib/predictions/schema'

type Failure = { message: string; cure: string; rerunMayHelp: boolean; links?: readonly TroubleLink[] }

const OWN = {
  REQUEST_REFUSED: {
    message: 'Failed to submit job to RunPod: the endpoint refused the request itself.',
    cure: 'Nothing ran and nothing was billed. Read what the endpoint reported, correct the input in the builder, and submit again.',
    rerunMayHelp: false,
    links: [LINKS.requests],
  },
  REQUEST_TOO_LARGE: {
    message: 'Failed to submit job to RunPod: the request is larger than the 10 MiB that RunPod takes.',
    cure: 'Nothing ran and nothing was billed. Use fewer or shorter chains.',
    rerunMayHelp: false,
    links: [LINKS.requests],
  },
  SUBMIT_LOST: {
    message: 'Nobody knows whether the endpoint took this job: its answer never arrived and the job never showed itself.',
    cure: 'It may have run and may have been billed; look at the endpoint\'s requests. Any job of that submit has been deleted by now, so running again is safe.',
    rerunMayHelp: true,
    links: [LINKS.requests],
  },
  NEVER_SUBMITTED: {
    message: 'No endpoint took this prediction for 14 days.',
    cure: 'Nothing ran and nothing was billed. Set up an endpoint that is available, then run it again.',
    rerunMayHelp: true,
    links: [LINKS.settings],
  },
  RUN_TIMED_OUT: {
    message: 'Job timed out: it ran longer than its time limit.',
    cure: 'Raise the time limit of this prediction (or RUNPOD_TIMEOUT for all), ask for fewer samples, or use a faster GPU. Check that the endpoint\'s workers make progress.',
    rerunMayHelp: true,
    links: [LINKS.settings],
  },
  QUEUE_EXPIRED: {
    message: 'Job timed out: no GPU took it before its time in the endpoint\'s queue was over.',
    cure: 'Check that the endpoint has workers (max workers above 0) and that its GPU types are available; then run again. Raise RUNPOD_QUEUE_ALLOWANCE to wait longer.',
    rerunMayHelp: true,
    links: [LINKS.settings],
  },
  ENDPOINT_TIMED_OUT: {
    message: 'Job timed out: the endpoint says that its time was over.',
    cure: 'Check that the endpoint has workers that take jobs, and raise RUNPOD_TIMEOUT if the run itself was too long.',
    rerunMayHelp: true,
    links: [LINKS.settings],
  },
  JOB_LOST: {
    message: 'The endpoint no longer knows this job.',
    cure: 'It may have run while we were not looking: RunPod deletes results 30 minutes after the end. It may have been billed. Run it again; with an object storage (S3_ENDPOINT) results are kept longer.',
    rerunMayHelp: true,
    links: [LINKS.requests],
  },
  RESULT_EXPIRED: {
    message: 'The job was completed, but its result could not be fetched before the endpoint deleted it.',
    cure: 'RunPod keeps results for 30 minutes. The run was billed. Check the connection to the endpoint, then run again; with an object storage (S3_ENDPOINT) results are kept longer.',
    rerunMayHelp: true,
    links: [LINKS.requests],
  },
  WORKER_LOST: {
    message: 'Job failed on RunPod: the worker was lost while it ran.',
    cure: 'This can be a crash of the worker, a host that went away, or a worker image that does not take this input. Running again may help; if it repeats, read the worker\'s logs.',
    rerunMayHelp: true,
    links: [LINKS.logs],
  },
  ENDPOINT_ERROR: {
    message: 'Job failed on RunPod.',
    cure: 'Read what the endpoint reported and its logs; check that the worker image contains Boltz-2 and that the input is one Boltz accepts.',
    rerunMayHelp: true,
    links: [LINKS.logs, LINKS.boltz],
  },
  OUTPUT_MISSING: {
    message: 'The endpoint says completed, but it sent no result.',
    cure: 'This happens when a worker returns nothing or more than RunPod stores (about 10 MB). Ask for fewer samples, set up an object storage (S3_ENDPOINT), which takes larger ones, or look at the worker\'s logs.',
    rerunMayHelp: true,
    links: [LINKS.logs],
  },
  OUTPUT_INVALID: {
    message: 'The endpoint says completed, but what it sent cannot be used as a result.',
    cure: 'The answer is kept as it came, as long as results are kept, and nothing of it is shown as a result. Read what was wrong with it; the worker image may not match this contract.',
    rerunMayHelp: false,
    links: [LINKS.logs],
  },
  CANCELLED_AT_ENDPOINT: {
    message: 'The job was cancelled at the endpoint, not from here.',
    cure: 'Somebody cancelled it in RunPod\'s console or purged the queue. Run it again if it is still wanted.',
    rerunMayHelp: true,
  },
} as const satisfies Record<string, Failure>

export type OwnFailureCode = keyof typeof OWN
export type FailureCode = OwnFailureCode | WorkerErrorCode

const isOwn = (code: string): code is OwnFailureCode => Object.hasOwn(OWN, code)

export const isFailureCode = (code: string): code is FailureCode => isOwn(code) || isWorkerErrorCode(code)

/** Words for a failure; `reported` is what the endpoint or worker said, verbatim and capped. */
export function failureView(code: FailureCode, reported: string | null): PredictionError {
  const failure: Failure = isOwn(code) ? OWN[code] : workerFailure(code)
  return { code, message: failure.message, cure: failure.cure, reported, rerunMayHelp: failure.rerunMayHelp, links: [...(failure.links ?? [])] }
}

/** One sentence; a code that is in no table of this version speaks for itself. */
export const failureWords = (code: string): string => (isFailureCode(code) ? failureView(code, null).message : code)

function workerFailure(code: WorkerErrorCode): Failure {
  const { message, cause, cure, rerunMayHelp } = WORKER_ERRORS[code]
  return { message, cure: `${cause} ${cure}`, rerunMayHelp, links: [LINKS.boltz] }
}
