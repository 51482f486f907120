// The affinity of an answer: from its file when it came with one, else as the worker reported it, unverified. There is one per prediction, not per pose.
import type { Complaint } from '@/lib/complexes/schema'
import { AFFINITY_KEYS, hasAffinity, NO_AFFINITY, readAffinity, type AffinityScores } from '@/lib/results/affinity'
import { shown, type AnswerFile } from '@/lib/results/answer-files'
import { readJsonBytes } from '@/lib/results/safe-json'
import type { ScoreState } from '@/lib/results/schema'

export type AnswerAffinity = { scores: AffinityScores; state: ScoreState; file: AnswerFile | null; complaints: Complaint[] }

type Read = { scores: AffinityScores; complaints: Complaint[] }

function fromFile(file: AnswerFile): Read {
  const at = `${file.from}.${shown(file.given)}`
  const json = readJsonBytes(file.content)
  return json.ok ? readAffinity(json.value, at) : { scores: NO_AFFINITY, complaints: [{ at, message: `${shown(file.given)} can not be read. ${json.message}` }] }
}

function differences(fileScores: AffinityScores, reported: AffinityScores): Complaint[] {
  return AFFINITY_KEYS.flatMap((key) => {
    const [inFile, beside] = [fileScores[key], reported[key]]
    if (inFile === null || beside === null || Math.abs(inFile - beside) <= 1e-4) return []
    return [{ at: key, message: `The worker reports ${key} as ${beside}, but its file says ${inFile}; the file's number is shown.` }]
  })
}

/** Boltz's own name is `affinity_<input>.json`, the guide's `affinity_result.json`. */
const isAffinityFile = (file: AnswerFile): boolean => /^affinity.*\.json$/i.test(file.name)

export function answerAffinity(output: unknown, files: readonly AnswerFile[], asked: boolean): AnswerAffinity {
  const reported = readAffinity(output, 'output')
  const file = files.find(isAffinityFile) ?? null
  const inFile = file ? fromFile(file) : null
  if (!asked) {
    const extra = hasAffinity(reported.scores) || (inFile !== null && hasAffinity(inFile.scores))
    const complaints = extra ? [{ at: 'affinity', message: 'The worker sent an affinity that was not asked for; it is not shown.' }] : []
    return { scores: NO_AFFINITY, state: 'notRequested', file, complaints }
  }
  if (inFile && hasAffinity(inFile.scores)) {
    const state = inFile.complaints.length > 0 ? 'unverified' : 'verified'
    return { scores: inFile.scores, state, file, complaints: [...inFile.complaints, ...differences(inFile.scores, reported.scores)] }
  }
  const complaints = [...(inFile?.complaints ?? []), ...reported.complaints]
  return hasAffinity(reported.scores)
    ? { scores: reported.scores, state: 'unverified', file, complaints }
    : { scores: NO_AFFINITY, state: 'notReported', file, complaints }
}
