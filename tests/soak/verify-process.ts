// `npm run verify` as a process over the database of a soak: the invariants, and every stored result read again.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { cleanEnvironment } from '../support/product'
import type { Finding } from './check-evidence'

const ROOT = path.resolve(import.meta.dirname, '../..')

export type Verified = { results: number; breaches: Finding[] }

export function verifyDatabase(databaseUrl: string): Promise<Verified> {
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'scripts/verify.ts', '--json'], { cwd: ROOT, env: cleanEnvironment({ DATABASE_URL: databaseUrl }) })
  let out = ''
  let err = ''
  child.stdout.on('data', (bytes: Buffer) => void (out += bytes.toString('utf8')))
  child.stderr.on('data', (bytes: Buffer) => void (err += bytes.toString('utf8')))
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 || code === 1 ? resolve(JSON.parse(out) as Verified) : reject(new Error(`npm run verify ended with code ${code}: ${err}`))))
  })
}
