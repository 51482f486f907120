import 'server-only'
// One run of one job on a simulated worker: stages, progress, and the outcome that its script asks for; it refuses to go on once its signal is aborted.
import { z } from 'zod'
import type { WorkerOutput, WorkerProgress } from '@/lib/compute/contract'
import { holding, pause, unlessAborted, type Clock } from '../clock'
import type { BehaviourKind } from './behaviours'
import { completed, raised, refusedByWorker, type Outcome, type RunEnd } from './outcome'
import { guideKeysOnly, withoutAffinity, withWrongHash } from './scripted-answer'
import type { QuickAnswers } from './quick-answers'
import { ProgressCounter, stagesAfterInput } from './stages'
import type { Simulator } from './simulator'

export type Run = {
  input: unknown
  workerId: string
  cold: boolean
  behaviour: BehaviourKind
  stageSeconds: number
  simulator: Simulator
  quickAnswers: QuickAnswers
  clock: Clock
  signal: AbortSignal
  report(progress: WorkerProgress, status?: string): void
  /** Hands out one chunk of a streaming handler. */
  yield(chunk: unknown): void
}

const EmptyInput = z.strictObject({})

export async function performRun(run: Run): Promise<RunEnd> {
  const { behaviour, clock, signal, stageSeconds } = run
  // The platform hands an empty input to the worker as none at all; the worker drops it, twice.
  if (EmptyInput.safeParse(run.input).success) return beLost(run, stageSeconds)
  if (behaviour.kind === 'lost') return beLost(run, behaviour.seconds ?? stageSeconds)
  if (behaviour.kind === 'stream') return performStream(run, behaviour)
  if (behaviour.kind === 'quick') return performQuickly(run, behaviour.seconds)
  const counter = new ProgressCounter()
  const tell = (stage: string, fraction: number, message: string) => run.report(counter.next(stage, fraction, message))
  tell('starting', 0, 'Simulated worker: starting')
  await pause(clock, stageSeconds * 500, signal)
  tell('input', 0.02, 'Simulated: reading the input')
  const inspection = await unlessAborted(holding(clock, () => run.simulator.inspect(run.input)), signal)
  if (inspection.kind === 'rejected') return refusedByWorker(inspection.message, 'INPUT_REJECTED')
  if (behaviour.kind === 'status') {
    run.report(counter.next('structure', 0.05, `Simulated: reporting ${behaviour.status}`), behaviour.status)
    await pause(clock, behaviour.seconds * 1_000, signal)
  }
  const prediction = run.simulator.predict(run.input, inspection.smiles)
  // Whoever cancels stops waiting for it; its failure is then nobody's.
  prediction.catch(() => undefined)
  await playStages(run, stagesAfterInput({ ...inspection, cold: run.cold }), tell)
  const scripted = failureOf(run)
  if (scripted !== null) return scripted
  const predicted = await unlessAborted(holding(clock, () => prediction), signal)
  if (predicted.kind === 'rejected') return refusedByWorker(predicted.message, 'INPUT_REJECTED')
  return answerOf(predicted.output, behaviour)
}

async function beLost({ clock, signal }: Run, seconds: number): Promise<'lost'> {
  await pause(clock, seconds * 1_000, signal)
  return 'lost'
}

async function performStream(run: Run, { chunks, everySeconds, aggregate }: Extract<BehaviourKind, { kind: 'stream' }>): Promise<Outcome> {
  for (const chunk of chunks) {
    await pause(run.clock, everySeconds * 1_000, run.signal)
    run.yield(chunk)
  }
  return completed(aggregate ? JSON.stringify(chunks) : null)
}

async function performQuickly({ input, quickAnswers, clock, signal, report }: Run, seconds: number | [number, number]): Promise<Outcome> {
  const answer = holding(clock, () => quickAnswers.find(input))
  answer.catch(() => undefined)
  report(new ProgressCounter().next('structure', 0.1, 'Simulated: predicting in no time'))
  const [least, most] = typeof seconds === 'number' ? [seconds, seconds] : seconds
  await pause(clock, (least + Math.random() * (most - least)) * 1_000, signal)
  const found = await unlessAborted(answer, signal)
  return found.kind === 'rejected' ? refusedByWorker(found.message, 'INPUT_REJECTED') : { ...completed(found.text), isShared: true }
}

async function playStages(
  run: Run,
  stages: ReturnType<typeof stagesAfterInput>,
  tell: (stage: string, fraction: number, message: string) => void,
): Promise<void> {
  for (const [index, stage] of stages.entries()) {
    const extraMs = run.behaviour.kind === 'slow' && stage.name === 'structure' ? run.behaviour.seconds * 1_000 : 0
    for (let tick = 0; tick < stage.ticks; tick += 1) {
      tell(stage.name, 0.05 + (0.94 * (index + tick / stage.ticks)) / stages.length, stage.message)
      await pause(run.clock, (run.stageSeconds * 1_000 + extraMs) / stage.ticks, run.signal)
    }
  }
}

function failureOf({ behaviour, workerId }: Run): Outcome | null {
  switch (behaviour.kind) {
    case 'raise':
      return raised('RuntimeError', behaviour.message, workerId)
    case 'error':
      return refusedByWorker(behaviour.error, behaviour.errorCode, behaviour.details)
    case 'errorObject':
    case 'empty':
    case 'huge':
      return completed(null)
    case 'none':
      return completed('null')
    case 'large':
      return completed(`{"simulated":true,"filler":"${'x'.repeat(behaviour.bytes)}"}`)
    case 'garbage':
      return completed(JSON.stringify(behaviour.output ?? { poses: 17, note: 'this is no answer of a worker' }))
    default:
      return null
  }
}

function answerOf(output: WorkerOutput, behaviour: BehaviourKind): Outcome {
  if (behaviour.kind === 'partial') return completed(JSON.stringify(withoutAffinity(output)))
  if (behaviour.kind === 'guide') return completed(JSON.stringify(guideKeysOnly(output)))
  if (behaviour.kind === 'wrongHash') return completed(JSON.stringify(withWrongHash(output)))
  return completed(JSON.stringify(output))
}
