// Finds whether an answer says of itself that it was simulated: in its own field, in its files, or in the name of its engine.
import type { AnswerFile } from '@/lib/results/answer-files'
import type { Pose } from '@/lib/results/mmcif'
import { own, readJsonBytes } from '@/lib/results/safe-json'

const SIMULATED = /\bsimulated\b|\bsimulation\b/i

const isSmallJson = (file: AnswerFile): boolean => file.name.toLowerCase().endsWith('.json') && file.content.length < 1_000_000

function saysSo(file: AnswerFile): boolean {
  const json = readJsonBytes(file.content)
  return json.ok && own(json.value, 'simulated') === true
}

/** true as soon as one mark is found; only an explicit `true` counts in JSON, only whole words in texts. */
export function isMarkedSimulated(output: unknown, files: readonly AnswerFile[], poses: readonly Pose[]): boolean {
  if (own(output, 'simulated') === true || own(output, 'simulated') === 'true') return true
  const engine = own(own(output, 'engine'), 'package')
  if (typeof engine === 'string' && SIMULATED.test(engine.replaceAll(/[-_]/g, ' '))) return true
  return poses.some((pose) => pose.descriptions.some((words) => SIMULATED.test(words))) || files.some((file) => isSmallJson(file) && saysSo(file))
}
