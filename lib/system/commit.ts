import 'server-only'
// The commit of the working copy from which this process was started, where it is one.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { log } from '@/lib/log'

const WITHIN_MS = 5_000
const created = globalThis as typeof globalThis & { atomeraCommit?: Promise<string | null> }

/** Asked once; null: this is no working copy, or there is no git. */
export const readCommit = (): Promise<string | null> => (created.atomeraCommit ??= askGit())

async function askGit(): Promise<string | null> {
  if (!existsSync(path.join(process.cwd(), '.git'))) return null
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', '--short=12', 'HEAD'], { timeout: WITHIN_MS })
    return /^[0-9a-f]{12,40}$/.exec(stdout.trim())?.[0] ?? null
  } catch (error) {
    log.debug({ reason: error instanceof Error ? error.message : String(error) }, 'git did not name the commit')
    return null
  }
}
