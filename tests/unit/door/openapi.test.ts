// The description of the API names every route that there is, with its method and what it demands, and nothing else.
import { expect, test } from 'vitest'
import { openApiDocument } from '@/lib/api/openapi'
import { everyRoute } from '../../support/every-route'

/** "GET /api/v1/where predictions:read" of each handler, as it says itself; the description does not describe itself. */
async function existing(): Promise<string[]> {
  const routes = (await everyRoute()).filter(({ address }) => !address.endsWith('/openapi.json'))
  return routes.map(({ method, address, handler }) => `${method} ${address.replaceAll('[', '{').replaceAll(']', '}')} ${handler.permission}`)
}

type Operation = { security: Record<string, string[]>[]; 'x-permission'?: string }
const document = openApiDocument('0') as { paths: Record<string, Record<string, Operation>> }
const operations = Object.entries(document.paths).flatMap(([address, methods]) => Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${address}`, operation })))

test('every route of /api/v1 is described, with the permission that its handler demands', async () => {
  const described = operations.map(({ name, operation }) => `${name} ${operation['x-permission'] ?? null}`)
  expect(described.sort()).toEqual((await existing()).sort())
}, 60_000)

test('a key opens all but what is for a person at a browser, with one scope each', () => {
  const closed = operations.filter(({ operation }) => operation['x-permission'] !== undefined && !operation.security.some((way) => 'key' in way))
  expect(new Set(closed.map(({ operation }) => operation['x-permission']))).toEqual(new Set(['self:change', 'members:manage', 'people:manage', 'people:resetPassword']))
  const scopes = operations.flatMap(({ name, operation }) => operation.security.flatMap(({ key }) => (key === undefined ? [] : [`${name}: ${key.join()}`])))
  expect(scopes).toEqual(expect.arrayContaining(['GET /api/v1/predictions: read', 'POST /api/v1/predictions: submit', 'PATCH /api/v1/settings: manage', 'GET /api/v1/session: read']))
})
