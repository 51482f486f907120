// A PostgreSQL in a temporary folder, for tests and for comparing migrations. Refuses to keep anything: stopping it removes it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startPostgres } from './postgres'

export async function startScratchPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'atomera-postgres-'))
  // Root lends the server to another user, which must get through.
  chmodSync(dataDir, 0o711)
  const removeAll = (folder: string) => [folder, dataDir].forEach((each) => rmSync(each, { recursive: true, force: true }))
  try {
    const postgres = await startPostgres({ dataDir, logFile: path.join(dataDir, 'postgres.log'), forgetful: true })
    return {
      url: postgres.url,
      stop: async () => {
        await postgres.stop()
        removeAll(postgres.folder)
      },
    }
  } catch (error) {
    removeAll(dataDir)
    throw error
  }
}
