// Stands between the server and PostgreSQL, and cuts a connection when it has passed a COMMIT on and the answer comes back: the
// transaction is committed, and whoever committed it does not know. Passes everything else on as it is.
import { createServer, connect, type Server, type Socket } from 'node:net'

/** The statements and values of a transaction that is about to be committed, as text. */
export type Rule = (transaction: string) => boolean

export type CuttingProxy = {
  url: string
  /** Cuts the next so many commits of which the rule is true. */
  cutNext(times: number, rule: Rule): void
  /** Whether every cut that was asked for has been made. */
  isDone(): boolean
  /** How many were made. */
  cuts(): number
  /** From now on each commit is cut with this probability, drawn from the seed; 0 ends it. */
  cutAtRandom(probability: number, seed?: number): void
  close(): Promise<void>
}

/** Simple queries, as the driver sends them at both ends of a transaction. */
const message = (text: string): Buffer => {
  const head = Buffer.alloc(5)
  head.write('Q')
  head.writeInt32BE(text.length + 5, 1)
  return Buffer.concat([head, Buffer.from(`${text}\0`)])
}
const BEGIN = message('BEGIN')
const COMMIT = message('COMMIT')
const MOST_KEPT = 256 * 1024

/** Mulberry32: the same cuts for the same seed. */
function drawer(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export async function startCuttingProxy(databaseUrl: string): Promise<CuttingProxy> {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  let wanted: { left: number; rule: Rule } = { left: 0, rule: () => false }
  let random: () => boolean = () => false
  let made = 0
  const isToBeCut = (transaction: string): boolean => {
    if (wanted.left > 0 && wanted.rule(transaction)) {
      wanted.left -= 1
      return true
    }
    return random()
  }

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    let seen = ''
    let cutting = false
    const end = () => [client, upstream].forEach((socket) => socket.destroy())
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', () => {
        open.delete(socket)
        end()
      })
    }
    client.on('data', (bytes) => {
      const begun = bytes.lastIndexOf(BEGIN)
      if (begun >= 0) seen = ''
      if (seen.length < MOST_KEPT) seen += bytes.subarray(Math.max(begun, 0)).toString('latin1')
      if (bytes.includes(COMMIT)) cutting = isToBeCut(seen)
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (!cutting) return void client.write(bytes)
      made += 1
      client.resetAndDestroy()
      end()
    })
  })
  const port = await listening(server)
  const url = new URL(databaseUrl)
  url.port = String(port)
  return {
    url: url.href,
    cutNext: (times, rule) => void (wanted = { left: times, rule }),
    isDone: () => wanted.left === 0,
    cuts: () => made,
    cutAtRandom: (probability, seed = 1) => {
      const draw = drawer(seed)
      random = () => draw() < probability
    },
    close: () => {
      open.forEach((socket) => socket.destroy())
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address.port)
    })
  })
}
