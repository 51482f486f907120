import 'server-only'
// The thread's side of the simulation: takes one task at a time and answers it; it refuses to die of a task that fails.
import { parentPort } from 'node:worker_threads'
import { inspectInput, predictInput, warmUp } from '../simulation/predict'
import type { Task, TaskAnswer } from './simulator'

function perform(task: Task): TaskAnswer['value'] {
  if (task.work === 'warm') {
    warmUp()
    return null
  }
  return task.work === 'inspect' ? inspectInput(task.input) : predictInput(task.input)
}

parentPort?.on('message', (task: Task) => {
  let answer: TaskAnswer
  try {
    answer = { number: task.number, value: perform(task), failure: null }
  } catch (error) {
    answer = { number: task.number, value: null, failure: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(answer)
})
