// What an answer claims and which files came with it, whether or not a result can be made of it. It judges nothing.
import { FILE_FIELDS, outputOf, type FileField } from '@/lib/results/answer-output'
import { membersOf } from '@/lib/results/json-spans'
import { own } from '@/lib/results/safe-json'

export type AnswerSurvey = {
  /** Numbers beside the files. */
  claimed: { confidence: number | null; affinity: number | null }
  /** Names of the files under each key of the contract. */
  files: Record<FileField, string[]>
}

const numberIn = (output: object, key: string): number | null => {
  const found = own(output, key)
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}

function namesIn(bytes: Uint8Array | undefined): string[] {
  const found = bytes === undefined ? null : membersOf(bytes)
  return found?.ok ? [...found.members.keys()] : []
}

/** null: there is no output that could be looked into. */
export function surveyAnswer(rawAnswer: Uint8Array): AnswerSurvey | null {
  const found = outputOf(rawAnswer)
  if (!found.ok) return null
  const { fields, files } = found.output
  return {
    claimed: { confidence: numberIn(fields, 'confidence_score'), affinity: numberIn(fields, 'affinity_pred_value') },
    files: { pose_files: namesIn(files.pose_files), output_files: namesIn(files.output_files), files: namesIn(files.files) },
  }
}

export const fileNames = ({ files }: AnswerSurvey): string[] => FILE_FIELDS.flatMap((field) => files[field])
