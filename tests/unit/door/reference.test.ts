// What the page HTTP API shows of the description: types in words, fields of lists and alternatives, who a route is for.
import { describe, expect, test } from 'vitest'
import { openApiDocument } from '@/lib/api/openapi'
import { apiReference, typeWords } from '@/lib/api/reference'

const reference = apiReference(openApiDocument('0'))
const routes = reference.groups.flatMap((group) => group.routes)
const find = (method: string, path: string) => routes.find((route) => route.method === method && route.path === path)

test.each([
  [{ type: 'string' }, 'string'],
  [{ type: ['number', 'null'] }, 'number or null'],
  [{ type: 'string', format: 'date-time' }, 'string (date-time)'],
  [{ type: 'array', items: { $ref: '#/components/schemas/Prediction' } }, 'list of Prediction'],
  [{ type: 'string', enum: ['read', 'submit'] }, '"read" | "submit"'],
  [{ const: false }, 'false'],
  [{ anyOf: [{ type: 'object', properties: {} }, { type: 'null' }, { type: 'null' }] }, 'object or null'],
  [{ type: 'object', additionalProperties: { type: 'integer' } }, 'object with values of integer'],
  [{}, 'anything'],
])('%j is %s', (schema, words) => expect(typeWords(schema)).toBe(words))

describe('a route', () => {
  test('says who it is for', () => {
    expect(find('GET', '/api/v1/predictions')).toMatchObject({ scope: 'read', admission: 'Needs the permission predictions:read, and of a key the scope read.' })
    expect(find('POST', '/api/v1/api-keys')).toMatchObject({ scope: null, admission: 'For a person at a browser; no key opens it.' })
    expect(find('POST', '/api/v1/session')).toMatchObject({ scope: null, admission: 'Open to whoever reaches the server.' })
  })

  test('shows its parameters, the fields that are sent, and a named shape as the answer', () => {
    const submit = find('POST', '/api/v1/predictions')
    expect(submit?.parameters).toEqual([expect.objectContaining({ name: 'Idempotency-Key', optional: true })])
    expect(submit?.body?.fields).toEqual(expect.arrayContaining([
      expect.objectContaining({ name: 'name', depth: 0, optional: false, type: 'string' }),
      expect.objectContaining({ name: 'entities', depth: 1, optional: false }),
      expect.objectContaining({ name: 'chainIds', depth: 2, optional: false }),
      expect.objectContaining({ name: 'sequence', depth: 2, optional: true }),
      expect.objectContaining({ name: 'diffusion_samples', depth: 1, words: 'Left out: 1.' }),
    ]))
    expect(submit?.answer).toMatchObject({ status: '202', mediaType: 'application/json', shape: { named: 'Prediction' } })
    expect(find('GET', '/api/v1/events')?.answer).toMatchObject({ status: '200', mediaType: 'text/event-stream', shape: null })
  })

  test('has a place of its own on the page, and so does each named shape', () => {
    expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length)
    const names = new Set(reference.shapes.map(({ name }) => name))
    const used = routes.flatMap(({ body, answer }) => [body?.named, answer.shape?.named]).filter((name) => typeof name === 'string')
    expect(used.filter((name) => !names.has(name))).toEqual([])
  })
})

test('a property of several alternatives is one line', () => {
  const { fields } = reference.shapes.find(({ name }) => name === 'CheckAnswer')?.shape ?? { fields: [] }
  expect(fields.filter(({ name, depth }) => name === 'ok' && depth === 0)).toEqual([expect.objectContaining({ type: 'true or false' })])
})
