// The worker contract as JSON schemas, for the worker's own tests: lib/compute/contract.ts is the source. Pure.
import { z } from 'zod'
import { WorkerFailure, WorkerInput, WorkerOutput, WorkerProgress } from '@/lib/compute/contract'

/** The text of worker/contract.schema.json. */
export function workerSchemaText(): string {
  const schemas = {
    description: 'Generated from lib/compute/contract.ts by npm run worker:schema.',
    input: z.toJSONSchema(WorkerInput, { io: 'input' }),
    progress: z.toJSONSchema(WorkerProgress),
    output: z.toJSONSchema(WorkerOutput),
    failure: z.toJSONSchema(WorkerFailure),
  }
  return `${JSON.stringify(schemas, null, 2)}\n`
}
