// Grades what came of the two jobs against the worker contract, item by item, with what to change in the handler. Pure; guesses nothing that was not seen.
import { isWorkerErrorCode } from '@/lib/compute/worker-errors'
import type { CheckItem, Grade } from '@/lib/conformance/schema'
import { isTerminal, type PredictionView } from '@/lib/predictions/schema'
import { megabytes } from '@/lib/results/caps'
import { NOT_AS_ASKED } from '@/lib/results/compare-chains'
import { fileNames, type AnswerSurvey } from '@/lib/results/survey-answer'

/** One of the two jobs, as far as it has come. */
export type SeenJob = {
  view: Pick<PredictionView, 'status' | 'error' | 'result' | 'events' | 'attempts'>
  /** Of the answer as it came; null while there is none. */
  bytes: number | null
  /** null while there is no answer, or none that could be looked into. */
  survey: AnswerSurvey | null
}

type Judged = { grade: Grade; found: string; change?: string }
type Item = { code: CheckItem['code']; title: string; judge(job: SeenJob): Judged }

const NOT_SEEN: Judged = { grade: 'unknown', found: 'Could not be seen, because no result came.' }
/** RunPod drops larger ones without a word. */
const MOST_BYTES = 10 * 1024 * 1024
/** The number of the first integration guide's example. */
const INVENTED_CONFIDENCE = 0.85

/** An answer that is larger is not looked into. */
export const MOST_SURVEYED_BYTES = 16 * 1024 * 1024

const current = ({ view }: SeenJob) => view.attempts.find((attempt) => attempt.current) ?? null

function ran({ view }: SeenJob): Judged {
  if (view.status === 'COMPLETED') return { grade: 'good', found: 'The endpoint took the job, ran it and said that it is completed.' }
  const words = [view.error?.message, view.error?.reported].filter(Boolean).join(' ')
  return { grade: 'bad', found: `It ended as ${view.status}. ${words}`.trim(), change: view.error?.cure ?? 'Run the check again and let it come to its end.' }
}

const POSES_CHANGE = 'Boltz-2 writes its structures to OUT_DIR/boltz_results_<stem of the input>/predictions/<stem of the input>/<stem>_model_0.cif. A handler that looks in OUT_DIR/predictions, as the first integration guide\'s example does, finds nothing on any run. Read *.cif there, and return each as base64 under pose_files.'

const AS_ASKED_CHANGE = 'Give Boltz-2 the very input_yaml of the job, with the ids of its chains, and return what it wrote for this job and no other.'

/** A pose is kept though its chains are others in part: it is a result, and not the one that was asked for. */
function readPoses({ samples, missing }: NonNullable<SeenJob['view']['result']>): Judged {
  const names = samples.flatMap(({ poseFile }) => poseFile ?? []).join(', ')
  const unlike = missing.find((words) => words.startsWith(NOT_AS_ASKED))
  if (unlike !== undefined) return { grade: 'bad', found: `${names}: readable. ${unlike}`, change: AS_ASKED_CHANGE }
  return { grade: 'good', found: `${names}: readable; their chains have the ids, types and lengths that were asked for.` }
}

function poses({ view, bytes, survey }: SeenJob): Judged {
  if (view.result !== null) return readPoses(view.result)
  if (bytes !== null && bytes > MOST_SURVEYED_BYTES) return { grade: 'unknown', found: `Could not be seen: the answer of ${megabytes(bytes)} is too large to look into.` }
  if (view.status !== 'FAILED' || survey === null) return NOT_SEEN
  const sent = survey.files.pose_files
  if (sent.length === 0) return { grade: 'bad', found: 'The job is completed, but there is no structure in its answer: pose_files is empty or missing.', change: POSES_CHANGE }
  return { grade: 'bad', found: `${sent.length} came, none can be used. ${view.error?.reported ?? ''}`.trim(), change: 'Return the very bytes of Boltz\'s mmCIF files, base64 without line breaks, and predict the complex of input_yaml.' }
}

const isOf = (word: string) => (name: string) => name.toLowerCase().includes(word)

/** A number without the file that it should come from. */
function invented(what: string, claimed: number | null, survey: AnswerSurvey): string | null {
  if (claimed === null || fileNames(survey).some(isOf(what))) return null
  return `It reports ${what} ${claimed}, but the file of Boltz-2's that would say so did not come along: nobody can tell whether the number is real.`
}

const CONFIDENCE_CHANGE = 'Read confidence_<stem>_model_0.json beside the structure, and return it under output_files as confidence_result.json. Where there is no such file, return null for confidence_score: a number that stands in for it is an invented result.'

function confidence({ view, survey }: SeenJob): Judged {
  const state = view.result?.confidenceState
  if (state === 'verified') return { grade: 'good', found: `${view.result?.confidence_score?.toFixed(3) ?? 'Its parts'}, as its own file says, which came along.` }
  const claimed = view.result?.confidence_score ?? survey?.claimed.confidence ?? null
  const words = survey === null ? null : invented('confidence', claimed, survey)
  if (words !== null) return { grade: 'bad', found: `${words}${claimed === INVENTED_CONFIDENCE ? ' 0.85 is what the first integration guide\'s example makes up when it finds no file.' : ''}`, change: CONFIDENCE_CHANGE }
  if (view.result === null) return NOT_SEEN
  return { grade: 'bad', found: state === 'unverified' ? 'It is reported, but its file does not bear it out.' : 'None was reported.', change: CONFIDENCE_CHANGE }
}

const AFFINITY_CHANGE = 'Read affinity_<stem>.json beside the structure, and return it under output_files as affinity_result.json. Where there is no such file, return null.'

function affinity({ view, survey }: SeenJob): Judged {
  const state = view.result?.affinityState
  if (state === 'verified') return { grade: 'good', found: 'Value and probability, as its own file says, which came along.' }
  const words = survey === null ? null : invented('affinity', view.result?.affinity_pred_value ?? survey.claimed.affinity, survey)
  if (words !== null) return { grade: 'bad', found: words, change: AFFINITY_CHANGE }
  if (view.result === null) return NOT_SEEN
  return { grade: 'bad', found: state === 'unverified' ? 'It is reported, but its file does not bear it out.' : 'It was asked for, and none was reported.', change: AFFINITY_CHANGE }
}

function errorMap({ view }: SeenJob): Judged {
  if (view.result === null) return NOT_SEEN
  const names = view.result.samples.flatMap(({ paeFile }) => paeFile ?? [])
  if (names.length > 0) return { grade: 'good', found: `${names.join(', ')}.` }
  return { grade: 'warn', found: 'None came: results show no map of predicted errors.', change: 'Run Boltz-2 with --write_full_pae, and return pae_<stem>_model_0.npz under files, named in samples[].pae_file.' }
}

function progress({ view }: SeenJob): Judged {
  const stages = [...new Set(view.events.flatMap(({ stage }) => stage ?? []))]
  if (stages.length > 0) return { grade: 'good', found: `It told of ${stages.join(', ')}.` }
  return { grade: 'warn', found: 'None was seen. A run that is shorter than the time between two looks may have told some.', change: 'Call runpod.serverless.progress_update(job, {"seq": 1, "stage": "structure", "fraction": 0.5, "message": "..."}) as the run goes on.' }
}

function size({ bytes }: SeenJob): Judged {
  if (bytes === null) return NOT_SEEN
  const found = `${Math.ceil(bytes / 1024)} kB for the smallest job; RunPod keeps about ${megabytes(MOST_BYTES)} and drops more without a word.`
  if (bytes < MOST_BYTES / 10) return { grade: 'good', found }
  return { grade: bytes < MOST_BYTES ? 'warn' : 'bad', found, change: 'Return structures, confidence, affinity and the error map, and nothing else of Boltz\'s folder; gzip what is not a structure (files, encoding "gzip+base64").' }
}

function times(job: SeenJob): Judged {
  const seconds = Object.keys(job.view.result?.provenance.timings ?? {})
  const executionTimeMs = current(job)?.executionTimeMs ?? null
  const ofEndpoint = executionTimeMs === null ? 'The endpoint did not say how long it ran' : `${(executionTimeMs / 1000).toFixed(1)} s at the endpoint`
  if (job.view.result === null) return executionTimeMs === null ? NOT_SEEN : { grade: 'unknown', found: `${ofEndpoint}; stages could not be seen.` }
  if (executionTimeMs !== null && seconds.length > 0) return { grade: 'good', found: `${ofEndpoint}, and the worker's own for ${seconds.join(', ')}.` }
  return { grade: 'warn', found: `${ofEndpoint}${seconds.length === 0 ? '; the worker told no stages' : ''}.`, change: 'Return timings: {"structure": seconds, ...}.' }
}

function engine({ view }: SeenJob): Judged {
  if (view.result === null) return NOT_SEEN
  const told = view.result.provenance.engine
  if (told?.version != null) return { grade: 'good', found: `${told.package} ${told.version}.` }
  return { grade: 'warn', found: 'Which engine and version made the result is not told.', change: 'Return engine: {"package": "boltz", "version": importlib.metadata.version("boltz")}.' }
}

function provenance({ view }: SeenJob): Judged {
  if (view.result === null) return NOT_SEEN
  const { gpu, command } = view.result.provenance
  if (gpu !== null && command !== null) return { grade: 'good', found: `GPU ${gpu}, and the command as it was run.` }
  const missing = [gpu === null ? 'gpu' : null, command === null ? 'command' : null].filter((name) => name !== null)
  return { grade: 'warn', found: `Not told: ${missing.join(' and ')}.`, change: 'Return gpu (the name that nvidia-smi shows) and command (the arguments of boltz predict), so that a result can be made again.' }
}

/** Of the job whose input is wrong. */
function errorShape({ view }: SeenJob): Judged {
  const { status, error } = view
  const change = 'When Boltz-2 cannot read the input (it then ends with code 0 and writes nothing), return {"error": "one sentence", "error_code": "INPUT_REJECTED", "details": {"stderr_tail": "..."}}, so that the job is FAILED.'
  if (status === 'FAILED' && error !== null && isWorkerErrorCode(error.code)) return { grade: 'good', found: `A wrong input fails as ${error.code}: ${error.reported ?? error.message}` }
  if (status === 'FAILED' && error?.code === 'ENDPOINT_ERROR') return { grade: 'warn', found: `A wrong input fails, without an error_code. ${error.reported ?? 'It says nothing more.'}`, change }
  if (status === 'COMPLETED' || error?.code === 'OUTPUT_MISSING' || error?.code === 'OUTPUT_INVALID') return { grade: 'bad', found: 'For an input that nobody can predict, the endpoint says that the job is completed.', change }
  return { grade: 'unknown', found: `The job with the wrong input ended as ${status}. ${error?.message ?? ''}`.trim() }
}

const OF_STRUCTURE: readonly Item[] = [
  { code: 'ran', title: 'The job', judge: ran },
  { code: 'poses', title: 'Structures', judge: poses },
  { code: 'confidence', title: 'Confidence', judge: confidence },
  { code: 'affinity', title: 'Affinity', judge: affinity },
  { code: 'pae', title: 'Error map (PAE)', judge: errorMap },
  { code: 'progress', title: 'Progress', judge: progress },
  { code: 'size', title: 'Size of the answer', judge: size },
  { code: 'times', title: 'Times', judge: times },
  { code: 'engine', title: 'Engine and version', judge: engine },
  { code: 'provenance', title: 'GPU and command', judge: provenance },
]
const OF_WRONG_INPUT: readonly Item[] = [{ code: 'errorShape', title: 'A wrong input', judge: errorShape }]

const WAITING: Judged = { grade: 'waiting', found: 'Not yet.' }
const NEVER: Judged = { grade: 'unknown', found: 'Could not be seen: the prediction was never submitted, or is deleted.' }

/** What another endpoint answered says nothing about the one that is checked. null: it ran there. */
function seenElsewhere(job: SeenJob, endpoint: string): Judged | null {
  const label = current(job)?.endpoint.label ?? endpoint
  return label === endpoint ? null : { grade: 'unknown', found: `Not seen at ${endpoint}: the job ran at another place (${label}).` }
}

/** What is still to come is `waiting`; null: there is no such job. */
function graded(items: readonly Item[], job: SeenJob | 'waiting' | null, endpoint: string): CheckItem[] {
  return items.map(({ code, title, judge }) => {
    const hasEnded = job !== null && job !== 'waiting' && isTerminal(job.view.status)
    const { grade, found, change = null } = hasEnded ? (seenElsewhere(job, endpoint) ?? judge(job)) : job === null ? NEVER : WAITING
    return { code, title, grade, found, change }
  })
}

/** `endpoint`: the label of the one that is checked. */
export const gradeCheck = (endpoint: string, jobs: { structure: SeenJob | 'waiting' | null; wrongInput: SeenJob | 'waiting' | null }): CheckItem[] => [
  ...graded(OF_STRUCTURE, jobs.structure, endpoint),
  ...graded(OF_WRONG_INPUT, jobs.wrongInput, endpoint),
]
