// A file that appears whole or not at all, readable by its owner alone. Refuses to overwrite.
import { createWriteStream, existsSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { Refusal, wordsOf } from '../launcher/refusal'

/** Results are packed already, and rows of text pack well at any level. */
const GZIP_LEVEL = 2

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** Refuses what can be known before anything was read. */
export function demandFreePlace(file: string): void {
  if (existsSync(file)) throw new Refusal(`${file} is there already, and a backup overwrites nothing: name another file.`)
  if (!existsSync(path.dirname(file))) throw new Refusal(`There is no folder ${path.dirname(file)}.`)
}

/** Packs the bytes into the file. Until all of them are on the disk it is called `.part`. @returns its size */
export async function writePacked(file: string, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<number> {
  const part = `${file}.part`
  if (existsSync(part)) throw new Refusal(`${part} is there already: another backup writes it, or one was killed. Remove it if none runs.`)
  try {
    await pipeline(bytes, createGzip({ level: GZIP_LEVEL }), createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }), { signal })
    demandFreePlace(file)
    await rename(part, file)
    await syncFolder(path.dirname(file))
    return (await stat(file)).size
  } catch (error) {
    // Somebody else's, who was faster.
    if (codeOf(error) !== 'EEXIST') await rm(part, { force: true })
    throw ['ENOSPC', 'EACCES', 'EROFS', 'EDQUOT'].includes(codeOf(error)) ? new Refusal(`${file} cannot be written: ${wordsOf(error)}. Nothing was kept.`) : error
  }
}

/** The new name, too, is on the disk then; not every system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
