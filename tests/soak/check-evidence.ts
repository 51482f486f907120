// Compares what was promised, what the database says and what the endpoint's own ledger says. Pure; each rule names what it found and where.
import { ENDED, type AttemptRow, type Evidence, type JobSeen } from './evidence'

export type Finding = { rule: string; subject: string; detail: string }
type Rule = (evidence: Evidence) => Omit<Finding, 'rule'>[]

const found = (subject: string, detail: string): Omit<Finding, 'rule'> => ({ subject, detail })
const jobKey = (endpoint: string, job: string): string => `${endpoint}/${job}`
const attemptsById = ({ attempts }: Evidence): Map<string, AttemptRow> => new Map(attempts.map((attempt) => [attempt.id, attempt]))

/** What an attempt may have become when its job ended so. A result may be unusable, and a wish may find the end it wanted already there. */
const FITS: Record<string, (attempt: AttemptRow) => boolean> = {
  COMPLETED: ({ outcome, failureCode }) => outcome === 'COMPLETED' || (outcome === 'FAILED' && (failureCode ?? '').startsWith('OUTPUT_')),
  FAILED: ({ outcome }) => outcome === 'FAILED' || outcome === 'TIMED_OUT',
  CANCELLED: ({ outcome }) => outcome === 'CANCELLED',
  TIMED_OUT: ({ outcome }) => outcome === 'TIMED_OUT',
}

function endFault(job: JobSeen, attempt: AttemptRow | undefined): string | null {
  if (attempt === undefined || !attempt.ended) return null
  return FITS[job.status]?.(attempt) === true ? null : `the job is ${job.status}, the attempt ${attempt.outcome ?? 'open'} ${attempt.failureCode ?? ''}`
}

const RULES: Record<string, Rule> = {
  'every 202 has its row': ({ errands, predictions }) => {
    const rows = new Map(predictions.map((row) => [row.id, row]))
    return errands.flatMap(({ key, ids }) => ids.filter((id) => rows.get(id)?.key !== key).map((id) => found(id, `accepted under ${key}, ${rows.has(id) ? 'stored under another key' : 'and gone'}`)))
  },

  'one key, one prediction': ({ errands }) => errands.filter(({ ids }) => ids.length !== 1).map(({ key, ids }) => found(key, ids.length === 0 ? 'never accepted' : `accepted as ${ids.join(', ')}`)),

  'every row was asked for': ({ errands, predictions }) => {
    const asked = new Set(errands.flatMap(({ ids }) => ids))
    return predictions.filter(({ id }) => !asked.has(id)).map(({ id, key }) => found(id, `nobody was told that it was accepted (${key ?? 'no key'})`))
  },

  'no answer is strange': ({ errands }) => errands.flatMap(({ key, strange }) => strange.map((words) => found(key, words))),

  'at most one accepted /run per attempt': ({ ledger }) => {
    const jobs = new Map<string, string[]>()
    for (const { attempt, id } of ledger) jobs.set(attempt ?? id, [...(jobs.get(attempt ?? id) ?? []), id])
    return [...jobs].filter(([, ids]) => ids.length > 1).map(([attempt, ids]) => found(attempt, `accepted as ${ids.join(', ')}`))
  },

  'each submission is an attempt of ours': (evidence) => {
    const attempts = attemptsById(evidence)
    return evidence.ledger
      .filter(({ attempt, jobId }) => attempts.get(attempt ?? '')?.predictionId !== jobId)
      .map(({ id, jobId, attempt }) => found(id, `submitted for ${jobId ?? 'nothing'}, attempt ${attempt ?? 'none'}`))
  },

  'what was sent is what is stored': (evidence) => {
    const attempts = attemptsById(evidence)
    const yaml = new Map(evidence.predictions.map((row) => [row.id, row.yamlSha256]))
    return evidence.ledger.flatMap(({ id, attempt, jobId, inputSha256, yamlSha256 }) => {
      const ours = attempts.get(attempt ?? '')
      if (ours === undefined) return []
      return [
        ...(inputSha256 !== null && inputSha256 === ours.sentInputSha256 ? [] : [found(id, 'the endpoint was sent another input than its attempt says')]),
        ...(yamlSha256 !== null && yamlSha256 === ours.sentYamlSha256 && yamlSha256 === yaml.get(jobId ?? '') ? [] : [found(id, 'the endpoint was sent another YAML than is stored')]),
      ]
    })
  },

  'every job is known': (evidence) => {
    const attempts = attemptsById(evidence)
    const lines = new Map(evidence.ledger.map((line) => [line.id, line]))
    return evidence.jobs
      .filter(({ id }) => attempts.get(lines.get(id)?.attempt ?? '')?.jobId !== id)
      .map(({ id, status }) => found(id, `${status} at the endpoint, and no attempt has it`))
  },

  'every attempt with a job was submitted': ({ attempts, ledger }) => {
    const taken = new Set(ledger.map(({ endpointId, id }) => jobKey(endpointId, id)))
    return attempts.filter(({ endpoint, jobId }) => jobId !== null && !taken.has(jobKey(endpoint, jobId))).map(({ id, jobId }) => found(id, `its job ${jobId} is not in the ledger`))
  },

  'a proof that nothing runs is true': ({ attempts, ledger }) => {
    const taken = new Set(ledger.map(({ attempt }) => attempt))
    return attempts.filter(({ id, outcome }) => outcome === 'VOID' && taken.has(id)).map(({ id }) => found(id, 'void here, accepted there'))
  },

  'everything has ended': ({ predictions, attempts, jobs }) => [
    ...predictions.filter(({ status }) => !ENDED.includes(status)).map(({ id, status }) => found(id, status)),
    ...attempts.filter(({ ended }) => !ended).map(({ id, state }) => found(id, state)),
    ...jobs.filter(({ status }) => !ENDED.includes(status)).map(({ id, status }) => found(id, `${status} at the endpoint`)),
  ],

  'an attempt ends as its job ended': (evidence) => {
    const owners = new Map(evidence.attempts.map((attempt) => [jobKey(attempt.endpoint, attempt.jobId ?? ''), attempt]))
    return evidence.jobs.flatMap((job) => {
      const fault = endFault(job, owners.get(jobKey(job.endpointId, job.id)))
      return fault === null ? [] : [found(job.id, fault)]
    })
  },

  '/status is asked only where it was submitted': ({ asked, ledger }) => {
    const taken = new Set(ledger.map(({ endpointId, id }) => jobKey(endpointId, id)))
    return [...asked].filter((key) => !taken.has(key)).map((key) => found(key, 'asked for, never accepted there'))
  },

  'nothing dies by itself': ({ diedAlone }) => diedAlone.map((words) => found('process', words)),
}

export const CHECKS = Object.keys(RULES)

/** All that does not fit together; an empty list is what a soak is for. */
export const checkEvidence = (evidence: Evidence): Finding[] =>
  Object.entries(RULES).flatMap(([rule, judge]) => judge(evidence).map((what) => ({ rule, ...what })))
