// `npm run up` as real processes over the shared production build: what it writes, what it refuses, how it stops, what it leaves behind.
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { postgresFolders } from '@/scripts/launcher/postgres-home'
import { isPortFree } from '@/scripts/launcher/ports'
import { createDataFolder } from '../../support/process'
import { launch, removeData, type UpFile } from '../../support/product'

const LIMIT_MS = 400_000
const folders: string[] = []

function dataFolder(): string {
  const folder = createDataFolder()
  folders.push(folder)
  return folder
}

afterEach(() => folders.splice(0).forEach(removeData))

const upFile = (dataDir: string): UpFile => JSON.parse(readFileSync(path.join(dataDir, 'up.json'), 'utf8'))
const portOf = (url: string) => Number(new URL(url).port)

async function refusal(flags: string[], env: Record<string, string> = {}): Promise<string> {
  const refused = launch(flags, { env })
  expect(await refused.exited).toBe(1)
  return refused.words()
}

const keyOf = ({ apiKey }: UpFile) => ({ authorization: `Bearer ${apiKey}` })

describe('a start', () => {
  it('writes up.json, keeps the data over a second start, and stops on SIGTERM and SIGINT', { timeout: LIMIT_MS }, async () => {
    const dataDir = dataFolder()
    const first = launch(['--data', dataDir, '--port', '0', '--stage-seconds', '0.05'])
    await first.says('Atomera is ready')
    const up = upFile(dataDir)
    expect(statSync(path.join(dataDir, 'up.json')).mode & 0o777).toBe(0o600)
    expect(statSync(path.join(dataDir, 'key-encryption-key')).mode & 0o777).toBe(0o600)
    expect((await fetch(new URL('/api/health', up.url))).status).toBe(200)
    const endpointHealth = await fetch(`${up.localEndpoint.baseUrl}/${up.localEndpoint.endpointId}/health`, {
      headers: { authorization: `Bearer ${up.localEndpoint.apiKey}` },
    })
    expect(endpointHealth.status).toBe(200)
    const submitted = await fetch(new URL('/api/v1/predictions', up.url), {
      method: 'POST',
      headers: { ...keyOf(up), 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'kept', yaml: 'version: 1\nsequences:\n  - protein:\n      id: A\n      sequence: MKQLEDKVEELLSKNYHLENEVARLKKLV\n' }),
    })
    expect(submitted.status).toBe(202)
    const { id } = await submitted.json()

    // A second launcher on the same data must not disturb the first.
    expect(await refusal(['--data', dataDir, '--port', '0'])).toContain(`already runs on ${dataDir} (process ${first.pid})`)

    // An open stream of events must not hold the server.
    const stream = await fetch(new URL('/api/v1/events', up.url), { headers: keyOf(up) })
    expect(stream.status).toBe(200)
    first.signal('SIGTERM')
    expect(await first.exited).toBe(0)
    expect(existsSync(path.join(dataDir, 'up.json'))).toBe(false)
    for (const url of [up.url, up.localEndpoint.baseUrl]) expect(await isPortFree(portOf(url), '127.0.0.1')).toBe(true)

    const second = launch(['--data', dataDir, '--port', '0'])
    await second.says('Atomera is ready')
    const again = upFile(dataDir)
    expect(again.localEndpoint).toEqual(up.localEndpoint)
    const kept = await fetch(new URL(`/api/v1/predictions/${id}`, again.url), { headers: keyOf(again) })
    expect(await kept.json()).toMatchObject({ id, name: 'kept' })
    second.signal('SIGINT')
    expect(await second.exited).toBe(0)
  })

  it('leaves nothing running when the launcher is killed, and starts again on the same data', { timeout: LIMIT_MS }, async () => {
    const dataDir = dataFolder()
    const killed = launch(['--data', dataDir, '--port', '0'])
    await killed.says('Atomera is ready')
    const { url, localEndpoint } = upFile(dataDir)
    killed.signal('SIGKILL')
    await killed.exited
    for (const address of [url, localEndpoint.baseUrl]) {
      await expect.poll(() => isPortFree(portOf(address), '127.0.0.1'), { timeout: 40_000 }).toBe(true)
    }
    const again = launch(['--data', dataDir, '--port', '0'])
    await again.says('Atomera is ready')
    again.signal('SIGTERM')
    expect(await again.exited).toBe(0)
  })

  it('stops cleanly in the middle of its start', { timeout: LIMIT_MS }, async () => {
    const dataDir = dataFolder()
    const launched = launch(['--data', dataDir, '--port', '0'])
    await launched.says('Starting the embedded PostgreSQL')
    launched.signal('SIGINT')
    expect(await launched.exited).toBe(130)
    expect(launched.words()).not.toContain('Atomera is ready')
    const { port } = JSON.parse(readFileSync(path.join(dataDir, 'postgres.json'), 'utf8'))
    expect(await isPortFree(port, '127.0.0.1')).toBe(true)
  })

  // Registered, not skipped, where there is a root: a skipped test counts as a failure.
  if (process.getuid?.() === 0) {
    it('works in a folder that only root may enter, and says where the database is', { timeout: LIMIT_MS }, async () => {
      const closed = dataFolder()
      chmodSync(closed, 0o700)
      const dataDir = path.join(closed, 'data')
      mkdirSync(dataDir, { mode: 0o700 })
      const launched = launch(['--data', dataDir, '--port', '0'])
      await launched.says('Atomera is ready')
      const elsewhere = postgresFolders(dataDir).find((folder) => !folder.startsWith(closed))
      expect(launched.words()).toContain(`the database is kept in ${elsewhere}`)
      launched.signal('SIGTERM')
      expect(await launched.exited).toBe(0)
      removeData(dataDir)
    })
  }

  it('deletes everything with --reset --yes', { timeout: LIMIT_MS }, async () => {
    const dataDir = dataFolder()
    mkdirSync(path.join(dataDir, 'local-endpoint'))
    writeFileSync(path.join(dataDir, 'local-endpoint/old'), '')
    writeFileSync(path.join(dataDir, 'key-encryption-key'), 'old')
    writeFileSync(path.join(dataDir, 'mine.txt'), 'not ours')
    const launched = launch(['--data', dataDir, '--port', '0', '--reset', '--yes'])
    await launched.says('Atomera is ready')
    expect(existsSync(path.join(dataDir, 'local-endpoint/old'))).toBe(false)
    expect(readFileSync(path.join(dataDir, 'key-encryption-key'), 'utf8')).not.toBe('old')
    expect(existsSync(path.join(dataDir, 'mine.txt'))).toBe(true)
    launched.signal('SIGTERM')
    expect(await launched.exited).toBe(0)
  })
})

describe('a refusal is one sentence', () => {
  it('when the port is in use', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const words = await refusal(['--data', dataFolder(), '--port', String(port)])
    other.close()
    expect(words.trim()).toBe(`Port ${port} of 127.0.0.1 is in use or not allowed: choose another with --port.`)
  })

  it('when DATABASE_URL leads nowhere, without its password', async () => {
    const words = await refusal(['--data', dataFolder(), '--port', '0'], { DATABASE_URL: 'postgresql://somebody:hidden@127.0.0.1:1/nothing' })
    expect(words).toMatch(/^The database of DATABASE_URL \(nothing at 127\.0\.0\.1:1\) can not be used: .*ECONNREFUSED.*\.\n$/)
    expect(words).not.toContain('hidden')
  })

  it('when the folder can not be written', async () => {
    const file = path.join(dataFolder(), 'file')
    writeFileSync(file, '')
    const words = await refusal(['--data', path.join(file, 'data'), '--port', '0'])
    expect(words).toMatch(/^The data folder .* can not be written \(.*\): choose another with --data\.\n$/)
  })

  it('when a setting is malformed', async () => {
    const words = await refusal(['--data', dataFolder(), '--port', '0'], { USE_RUNPOD: 'perhaps', MAX_TOKENS: 'many' })
    expect(words).toContain('USE_RUNPOD must be true or false (environment)')
    expect(words).toContain('MAX_TOKENS must be a whole number')
  })

  it('when --reset has nobody to ask', async () => {
    expect(await refusal(['--data', dataFolder(), '--reset'])).toContain('add --yes')
  })

  it('when Node is too old', async () => {
    const folder = dataFolder()
    const preload = path.join(folder, 'old-node.mjs')
    writeFileSync(preload, "Object.defineProperty(process.versions, 'node', { value: '18.20.1' })")
    const words = await refusal(['--data', folder], { NODE_OPTIONS: `--import ${preload}` })
    expect(words.trim()).toBe('Atomera needs Node 20.19 or newer, and this is Node 18.20.1: install a newer one from https://nodejs.org.')
  })
})
