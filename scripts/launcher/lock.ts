// One launcher per data folder. The holder keeps a loopback port open for its whole life, which ends with it however it dies; a process id alone may be somebody else's by then.
import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import path from 'node:path'
import { Refusal } from './refusal'
import { readSecretFile } from './secret-file'

type Holder = { pid: number; port: number; token: string }

/** What the port says: its words, null when nobody is there, '' when somebody is silent (a stopped process still accepts). */
function wordsAt(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    let words = ''
    const socket = connect({ port, host: '127.0.0.1' })
    socket.setTimeout(2000, () => socket.destroy())
    socket.on('data', (bytes) => (words += bytes.toString('utf8')))
    socket.on('error', () => resolve(null))
    socket.on('close', () => resolve(words))
  })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function isHeld(holder: Holder): Promise<boolean> {
  const words = await wordsAt(holder.port)
  return words === holder.token || (words === '' && isAlive(holder.pid))
}

export async function holdDataFolder(dataDir: string): Promise<() => void> {
  const file = path.join(dataDir, 'up.lock')
  const holder = readSecretFile<Holder>(file)
  const refusal = (pid: number | null) =>
    new Refusal(`Atomera already runs on ${dataDir}${pid ? ` (process ${pid})` : ''}: stop it first, or choose another folder with --data.`)
  if (holder !== null && (await isHeld(holder))) throw refusal(holder.pid)
  rmSync(file, { force: true })
  const token = randomBytes(16).toString('hex')
  const server = createServer((socket) => socket.on('error', () => socket.destroy()).end(token))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  server.unref()
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, port, token }), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    server.close()
    throw error instanceof Error && 'code' in error && error.code === 'EEXIST' ? refusal(null) : error
  }
  return () => {
    server.close()
    rmSync(file, { force: true })
  }
}
