// A request that is not in form is told what is missing or allowed, at its place.
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { complaintsOfIssues, sentenceOf } from '@/lib/door/request-words'
import { ListPredictions } from '@/lib/predictions/list-schema'
import { SubmitPrediction } from '@/lib/predictions/schema'

const words = (schema: z.ZodType, value: unknown): string[] => complaintsOfIssues(schema.safeParse(value, { reportInput: true }).error?.issues ?? []).map(sentenceOf)

test('missing, unknown and out of range', () => {
  expect(words(SubmitPrediction, {})).toContain('name is missing; a string is expected.')
  expect(words(SubmitPrediction, { name: 'x', yaml: 'y', foo: 1 })).toContain('foo is not known here.')
  expect(words(SubmitPrediction, { name: 'x', yaml: 'y', options: { diffusion_samples: 0 } })).toContain('options.diffusion_samples must be at least 1.')
  expect(words(SubmitPrediction, { name: 7, yaml: 'y' })).toContain('name must be a string.')
})

test('allowed values are named', () => {
  expect(words(ListPredictions, { status: 'FOO' }).join(' ')).toMatch(/status must be one of QUEUED, .*active, ended\./)
})

test('our own words stay', () => expect(words(SubmitPrediction, { name: ' ', yaml: 'y' })).toContain('Give the prediction a name.'))
