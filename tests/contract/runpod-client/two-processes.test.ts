// Two processes that send all they have at once to one endpoint: each stays under half of RunPod's limit, so both together under the whole.
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { reply, startScripted, type ScriptedServer } from './scripted-server'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const run = promisify(execFile)

let open = 0
let mostOpen = 0
let server: ScriptedServer
beforeAll(async () => {
  server = await startScripted((socket) => {
    open += 1
    mostOpen = Math.max(mostOpen, open)
    setTimeout(() => {
      open -= 1
      socket.end(reply(200, '{}'))
    }, 30)
  })
})
afterAll(() => server.close())

async function process(name: string, count: number): Promise<{ heard: number; unsent: number }> {
  const { NODE_OPTIONS: _options, VITEST: _vitest, ...environment } = globalThis.process.env
  const file = path.join(ROOT, 'tests/contract/runpod-client/calls-of-a-process.ts')
  const env = { ...environment, LOG_LEVEL: 'silent', DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/none', ATOMERA_KEY_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64') }
  const { stdout } = await run(globalThis.process.execPath, ['--conditions=react-server', '--import', 'tsx', file, server.address.baseUrl, name, String(count)], { cwd: ROOT, env })
  return JSON.parse(stdout)
}

it('conformance 18: two processes, 70 cancels each: 50 leave of each, at most 10 at once, and the others say that they never left', async () => {
  const [one, other] = await Promise.all([process('one', 70), process('other', 70)])
  expect([one, other]).toEqual([{ heard: 50, unsent: 20 }, { heard: 50, unsent: 20 }])
  const sent = (name: string) => server.seen.filter(({ head }) => head.startsWith(`POST /v2/ep1/cancel/${name}-`)).length
  expect([sent('one'), sent('other')]).toEqual([50, 50])
  expect(mostOpen).toBeLessThanOrEqual(20)
})
