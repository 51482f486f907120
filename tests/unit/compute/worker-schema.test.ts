// The JSON schemas beside the worker say what the contract says now.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { workerSchemaText } from '@/scripts/worker-schema-text'

test('worker/contract.schema.json is as npm run worker:schema writes it', () => {
  expect(readFileSync(path.join(import.meta.dirname, '../../../worker/contract.schema.json'), 'utf8')).toBe(workerSchemaText())
})
