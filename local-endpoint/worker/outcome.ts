import 'server-only'
// How a run can end, in the forms the platform gives to what a handler returned; it refuses to mix an error with a success.
import { RUNPOD_WORKER_VERSION } from './worker-name'

/** `isShared`: the very same output ends many jobs and is stored once. */
export type Outcome = { status: string; error: string | null; output: string | null; isShared?: boolean }

/** A worker that went silent gives no outcome. */
export type RunEnd = Outcome | 'lost'

export function completed(output: string | null): Outcome {
  return { status: 'COMPLETED', error: null, output }
}

/** The worker's own verdict: the text becomes `error`, the other keys stay in `output`. */
export function refusedByWorker(error: string, errorCode: string, details?: unknown): Outcome {
  const rest = details === undefined ? { error_code: errorCode } : { error_code: errorCode, details }
  return { status: 'FAILED', error, output: JSON.stringify({ ...rest, simulated: true }) }
}

/** A handler that raised: RunPod's worker sends a JSON document inside the error text. */
export function raised(errorType: string, message: string, workerId: string): Outcome {
  const document = {
    error_type: `<class '${errorType}'>`,
    error_message: message,
    error_traceback: `Traceback (most recent call last):\n  File "handler.py", line 1, in handler\n${errorType}: ${message}\n`,
    hostname: workerId,
    worker_id: workerId,
    runpod_version: RUNPOD_WORKER_VERSION,
  }
  return { status: 'FAILED', error: JSON.stringify(document), output: null }
}

/** The platform gave up on a worker that went silent twice. */
export function lostByPlatform(): Outcome {
  return { status: 'FAILED', error: 'job timed out after 1 retries', output: null }
}

export function outOfTime(): Outcome {
  return { status: 'FAILED', error: 'executionTimeout exceeded', output: null }
}
