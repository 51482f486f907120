// Every page behind the sign-in, found in the files and asked for at the real server: whoever is not signed in is sent to sign in, and whoever may not open it learns nothing of it.
import { readFileSync, rmSync } from 'node:fs'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PERMISSIONS, permissionsOf, type Role } from '@/lib/access/permissions'
import { createTestDatabase } from '../../support/database'
import { filesCalled } from '../../support/every-route'
import { addPerson, addSession, FIRST_TEAM } from '../../support/people'
import { createDataFolder, startServer } from '../../support/process'

const dataDir = createDataFolder()
let database: Awaited<ReturnType<typeof createTestDatabase>>
let server: Awaited<ReturnType<typeof startServer>>
let client: Client

beforeAll(async () => {
  database = await createTestDatabase()
  client = new Client({ connectionString: database.url })
  await client.connect()
  server = await startServer({ databaseUrl: database.url, dataDir })
}, 90_000)
afterAll(async () => {
  await server.stop()
  await client.end()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

const sql = (text: string, values?: unknown[]) => client.query(text, values)

/** What each page demands, as its file says it; a page that says nothing is not here, and is missed below. */
const files = filesCalled('page.tsx', 'app/(pages)')
const DEMAND = /(?:pageActor(?:OrNotFound)?\((?:'(?<named>[\w:]+)')?|(?<self>demandPageIdentity)\()/
const pages = files.flatMap((file) => {
  const found = DEMAND.exec(readFileSync(file, 'utf8'))?.groups
  const permission = found?.named ?? (found?.self === undefined ? 'predictions:read' : 'self:read')
  const known = PERMISSIONS.find((one) => one === permission)
  return found === undefined || known === undefined ? [] : [{ address: file.replace('app/(pages)', '').replace(/\/page\.tsx$/, '') || '/', permission: known }]
})
/** Asked for by an id, a page looks whether there is such a thing first. */
const plain = pages.filter(({ address }) => !address.includes('['))

const ask = (address: string, headers: Record<string, string> = {}): Promise<Response> => fetch(server.url + address, { redirect: 'manual', headers })

/** A page that shows at once that it loads has begun its answer before it knows; then Next says further down that nothing is there. */
async function outcomeOf(address: string, cookie: string): Promise<number> {
  const answer = await ask(address, { cookie })
  return (await answer.text()).includes('NEXT_HTTP_ERROR_FALLBACK;404') ? 404 : answer.status
}

test('each says whom it demands', () => {
  expect(pages.length).toBeGreaterThan(6)
  expect(pages).toHaveLength(files.length)
})

test.each(pages)('$address sends whoever is not signed in to sign in, and back afterwards', async ({ address }) => {
  const answer = await ask(address.replace(/\[\w+\]/, 'made-up'))
  const next = address === '/' ? '' : `?next=${encodeURIComponent(address.replace(/\[\w+\]/, 'made-up'))}`
  expect([answer.status, answer.headers.get('location')]).toEqual([307, `/sign-in${next}`])
})

test.each<[string, Parameters<typeof addPerson>[1], Role[]]>([
  ['a viewer', { role: 'viewer' }, ['viewer']],
  ['a scientist', { role: 'scientist' }, ['scientist']],
  ['a lead', { role: 'lead' }, ['lead']],
  ['an admin who is not of the team', { role: null, isAdmin: true }, ['admin']],
])('%s opens what the table says', async (_who, person, roles) => {
  const { id } = await addPerson(sql, person)
  const { cookie } = (await addSession(sql, id, FIRST_TEAM)).headers
  const may = permissionsOf(roles, null)
  const seen = await Promise.all(plain.map(async ({ address }): Promise<[string, number]> => [address, await outcomeOf(address, cookie)]))
  expect(seen).toEqual(plain.map(({ address, permission }) => [address, may.has(permission) ? 200 : 404]))
})

test('whoever belongs to no team has their own account all the same, and reads elsewhere whom to ask', async () => {
  const { id } = await addPerson(sql, { role: null })
  const { cookie } = (await addSession(sql, id)).headers
  const textOf = async (address: string): Promise<string> => (await ask(address, { cookie })).text()
  expect(await textOf('/account')).toContain('Change the password')
  expect(await textOf('/account/keys')).toContain('For programs that work as you')
  for (const address of ['/', '/new', '/team']) expect(await textOf(address)).toContain('Ask the lead of a team for an invitation')
})
