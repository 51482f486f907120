// A LISTEN connection that swallows every byte without closing: the loop's and the streams' are given up and made anew within 15 s,
// what was missed is picked up, and all streams go on.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, until } from '../../support/calls'
import { openStage, submitSmall, type Stage } from './stage'

/** Stands between the program and Postgres; it tells listeners by the name that they give in their first message. */
class Wire {
  readonly listeners: Socket[] = []
  private readonly silent = new Set<Socket>()
  private readonly sockets = new Set<Socket>()
  private server: Server | null = null

  async open(target: URL): Promise<URL> {
    this.server = createServer((near) => {
      const far = connect(Number(target.port), target.hostname)
      const pass = (from: Socket, to: Socket) => from.on('data', (bytes) => this.silent.has(near) || to.write(bytes))
      near.once('data', (bytes) => bytes.includes('atomera-listener') && this.listeners.push(near))
      pass(near, far)
      pass(far, near)
      for (const [one, other] of [[near, far], [far, near]] as const) {
        this.sockets.add(one)
        one.on('error', () => other.destroy())
        one.on('close', () => this.silent.has(near) || other.destroy())
      }
    })
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve))
    const through = new URL(target)
    through.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`
    return through
  }

  /** From now on nothing gets through to or from the listeners that are open; nobody is told. */
  swallow(): void {
    this.listeners.forEach((socket) => this.silent.add(socket))
  }

  close(): void {
    this.sockets.forEach((socket) => socket.destroy())
    this.server?.close()
  }
}

const wire = new Wire()
let stage: Stage
beforeAll(async () => {
  stage = await openStage({ loop: false })
  // The environment is read anew, so that everything from here on goes over the wire.
  const { vi } = await import('vitest')
  vi.resetModules()
  Object.assign(process.env, { DATABASE_URL: (await wire.open(new URL(stage.databaseUrl))).href })
  Object.assign(globalThis, { atomeraDatabase: undefined })
})
afterAll(async () => {
  const { eventHub } = await import('@/lib/predictions/event-hub')
  await eventHub().close()
  await stage.close()
  wire.close()
})

async function openStream() {
  const abort = new AbortController()
  const response = await call('GET', '/api/v1/events', { signal: abort.signal })
  const reader = response.body?.getReader()
  let text = ''
  let ended = false
  const reading = (async () => {
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) text += new TextDecoder().decode(part.value)
    ended = true
  })()
  return { text: () => text, isEnded: () => ended, close: () => { abort.abort(); return reading } }
}

test('the loop and three streams notice it, miss nothing and go on', async () => {
  const { startReconcilerLoop } = await import('@/lib/predictions/loop')
  const loop = startReconcilerLoop()
  const streams = await Promise.all([openStream(), openStream(), openStream()])
  await until(() => Promise.resolve(streams), (all) => all.every((stream) => stream.text().includes('event: ready')))
  await until(() => Promise.resolve(wire.listeners.length), (count) => count === 2)

  wire.swallow()
  const { id } = await submitSmall({ name: 'Unheard' })
  await expect.poll(() => wire.listeners.length, { timeout: 15_000, interval: 100 }).toBe(4)
  await until(() => Promise.resolve(streams), (all) => all.every((stream) => stream.text().includes('Unheard')))

  // The new connections are heard: each stream is told of what happens now, and the loop takes it to its end.
  const { id: later } = await submitSmall({ name: 'Heard again' })
  await until(() => Promise.resolve(streams), (all) => all.every((stream) => [id, later].every((one) => stream.text().split('\n').some((line) => line.includes(one) && line.includes('"to":"COMPLETED"')))))
  expect(streams.map((stream) => stream.isEnded())).toEqual([false, false, false])
  await Promise.all(streams.map((stream) => stream.close()))
  await loop.stop(5_000)
})
