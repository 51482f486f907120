import 'server-only'
// The room on the disk of the embedded database. Of a database elsewhere nothing is known, and nothing is guessed.
import { existsSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { readDataDirectory } from '@/lib/system/store'

const Access = z.object({ port: z.int() })

/** The database of the settings is the one that the launcher keeps in the data folder. */
function isEmbedded(): boolean {
  const file = path.join(env().dataDir, 'postgres.json')
  if (!existsSync(file)) return false
  const { hostname, port } = new URL(env().databaseUrl)
  return hostname === '127.0.0.1' && Number(port) === Access.parse(JSON.parse(readFileSync(file, 'utf8'))).port
}

export async function readFreeDisk(): Promise<{ freeBytes: number; totalBytes: number } | null> {
  try {
    const folder = isEmbedded() ? await readDataDirectory() : null
    if (folder === null) return null
    const { bsize, bavail, blocks } = await statfs(folder)
    return { freeBytes: bsize * bavail, totalBytes: bsize * blocks }
  } catch (error) {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'the free room of the data folder could not be read')
    return null
  }
}
