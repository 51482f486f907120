// The data folder: made, tried for writing, its secret drawn once, and cleared on request. Removes only what the launcher itself put there.
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline/promises'
import { postgresFolders } from './postgres-home'
import { Refusal, wordsOf } from './refusal'

export type DataFolder = { path: string; logFile(name: string): string }

const WORKER_VOLUME = 'worker-volume'
const OURS = ['postgres.json', 'local-endpoint', WORKER_VOLUME, 'key-encryption-key', 'up.json', 'setup-code', 'own-worker.json', 'logs']

/** Where a worker of this machine remembers alignments and answers. */
export const workerVolume = (folder: string): string => path.join(path.resolve(folder), WORKER_VOLUME)

/** Step by step: Node's own recursive mkdir never returns under a parent such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(path.dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
  // Root lends the database to another user, who must get through; the secrets in it have their own modes.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711)
}

export function openDataFolder(folder: string): DataFolder {
  const logs = path.join(folder, 'logs')
  try {
    makeFolder(logs)
    const trial = path.join(folder, 'trial')
    writeFileSync(trial, '')
    rmSync(trial)
  } catch (error) {
    throw new Refusal(`The data folder ${folder} can not be written (${wordsOf(error)}): choose another with --data.`)
  }
  return { path: folder, logFile: (name) => path.join(logs, `${name}.log`) }
}

export function keyEncryptionKey(folder: string): string {
  const file = path.join(folder, 'key-encryption-key')
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8').trim()
}

async function isConfirmed(folder: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Refusal('--reset asks first, and there is no terminal to ask at: add --yes.')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`Delete all predictions and results in ${folder}? Type yes: `)
  terminal.close()
  return answer.trim().toLowerCase() === 'yes'
}

export async function resetDataFolder(folder: string, isAgreed: boolean): Promise<void> {
  if (!isAgreed && !(await isConfirmed(folder))) throw new Refusal('Nothing was deleted, nothing was started.')
  const files = [...OURS.map((name) => path.join(folder, name)), ...postgresFolders(folder)]
  for (const file of files) rmSync(file, { recursive: true, force: true })
}
