// The programs of the page HTTP API, exactly as they stand there, run by bash and Python against the real server: from a key to a pose on the disk.
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MadeKey } from '@/lib/api-keys/schema'
import { EXAMPLE_PROGRAMS, type ExampleProgram } from '@/lib/api/examples'
import type { PredictionPage, PredictionView } from '@/lib/predictions/schema'
import { createTestDatabase } from '../support/database'
import { createDataFolder, startEndpoint, startServer } from '../support/process'

const run = promisify(execFile)
const INTERPRETERS: Readonly<Record<string, string>> = { '.sh': 'bash', '.py': 'python3' }

const dataDir = createDataFolder()
let database: Awaited<ReturnType<typeof createTestDatabase>>
let server: Awaited<ReturnType<typeof startServer>>
let endpoint: Awaited<ReturnType<typeof startEndpoint>>
let key: string

/** Signs the demo's scientist in, as the button does, and makes a key as the dialog does. */
async function makeKey(scopes: string[]): Promise<string> {
  const send = (address: string, body: object, headers: Record<string, string> = {}) =>
    fetch(server.url + address, { method: 'POST', headers: { origin: server.url, 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
  const cookie = (await send('/api/v1/session/demo', { role: 'scientist' })).headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const answer = await send('/api/v1/api-keys', { name: 'Example', scopes }, { cookie })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as MadeKey).key
}

beforeAll(async () => {
  database = await createTestDatabase()
  endpoint = await startEndpoint({ dataDir, stageSeconds: 0 })
  server = await startServer({ databaseUrl: database.url, dataDir, env: { LOCAL_WORKER: 'simulated' } })
  key = await makeKey(['read', 'submit'])
}, 120_000)

afterAll(async () => {
  await server.stop()
  await endpoint.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

/** Runs the program in an empty folder of its own. */
function start({ file, text }: ExampleProgram, withKey: string, folder: string) {
  mkdirSync(folder, { recursive: true })
  const place = path.join(folder, file)
  writeFileSync(place, text)
  return run(INTERPRETERS[path.extname(file)] ?? '', [place], { cwd: folder, timeout: 100_000, env: { ...process.env, ATOMERA_URL: server.url, ATOMERA_KEY: withKey } })
}

async function get<Answer>(address: string): Promise<Answer> {
  const answer = await fetch(server.url + address, { headers: { authorization: `Bearer ${key}` } })
  expect(answer.status).toBe(200)
  return answer.json() as Promise<Answer>
}

const submitted = (): Promise<PredictionPage> => get('/api/v1/predictions')

describe.each(EXAMPLE_PROGRAMS)('$language', (program) => {
  test('goes from who one is to the best pose and a CSV', async () => {
    const folder = path.join(dataDir, program.language)
    const { stdout } = await start(program, key, folder)
    expect(stdout).toContain('Demo scientist')
    const id = /submitted (pred_\w+)/.exec(stdout)?.[1] ?? ''
    expect(stdout).toContain('COMPLETED')
    const view = await get<PredictionView>(`/api/v1/predictions/${id}`)
    expect(view).toMatchObject({ status: 'COMPLETED', owner: { name: 'Demo scientist' }, composition: 'RNA + ligand' })
    const best = view.result?.samples[0]
    const pose = best?.files.find(({ name }) => name === best.poseFile)
    const stored = await fetch(server.url + (pose?.url ?? ''), { headers: { authorization: `Bearer ${key}` } })
    const fetched = readFileSync(path.join(folder, best?.poseFile ?? ''))
    expect(fetched.equals(Buffer.from(await stored.arrayBuffer()))).toBe(true)
    expect(fetched.toString('utf8')).toContain('_atom_site')
    const csv = readFileSync(path.join(folder, 'predictions.csv'), 'utf8').trim().split('\n')
    expect(csv).toHaveLength(2)
    expect(csv[1]).toContain(view.name)
  }, 120_000)

  test('run again, it gives the same prediction', async () => {
    const before = (await submitted()).items.length
    const { stdout } = await start(program, key, path.join(dataDir, `${program.language} again`))
    expect((await submitted()).items).toHaveLength(before)
    expect(stdout).toContain('best pose')
  }, 120_000)

  test('fails with a key that may only read, and with none that is known', async () => {
    const folder = path.join(dataDir, `${program.language} refused`)
    await expect(start(program, await makeKey(['read']), folder)).rejects.toMatchObject({ code: expect.any(Number), stderr: expect.stringMatching(/403|Not permitted/) })
    await expect(start(program, `atm_${'0'.repeat(43)}`, folder)).rejects.toMatchObject({ code: expect.any(Number), stderr: expect.stringMatching(/401|Not signed in/) })
  }, 60_000)
})

test('the key stands nowhere in the logs and the database of the server that it was made on', async () => {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const { rows: tables } = await client.query<{ name: string }>("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'")
  let everything = server.logs() + endpoint.logs()
  for (const { name } of tables) everything += JSON.stringify((await client.query(`SELECT t::text FROM "${name}" t`)).rows)
  await client.end()
  expect(everything).toContain('theophylline-by-curl-1')
  expect(everything).not.toContain(key.slice(4))
})
