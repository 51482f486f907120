// The description of the API names every route that there is, with its method, and nothing else.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openApiDocument } from '@/lib/api/openapi'

const root = path.resolve(import.meta.dirname, '../../..')

function routesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`
    if (entry.isDirectory()) return routesBelow(name)
    if (entry.name !== 'route.ts') return []
    const address = `/${path.posix.dirname(name).replace(/^app\//, '').replaceAll('[', '{').replaceAll(']', '}')}`
    return [...readFileSync(path.join(root, name), 'utf8').matchAll(/export const (GET|POST|PATCH|DELETE|PUT) /g)].map((match) => `${match[1]} ${address}`)
  })
}

test('every route of /api/v1 is described', () => {
  const document = openApiDocument('0') as { paths: Record<string, Record<string, unknown>> }
  const described = Object.entries(document.paths).flatMap(([address, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${address}`))
  const existing = routesBelow('app/api/v1').filter((route) => !route.endsWith('/openapi.json'))
  expect(described.sort()).toEqual(existing.sort())
})
