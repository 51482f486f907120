import 'server-only'
// Large outputs as files of their own beside the journal; it refuses names that are not one of its job ids.
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { OutputPlace } from './job'

/** Outputs above this many characters leave the journal; the poses of any complex do. */
const INLINE_LIMIT = 64 * 1024

export class OutputFiles {
  private constructor(private readonly folder: string) {}

  static async open(folder: string): Promise<OutputFiles> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return new OutputFiles(folder)
  }

  async keep(jobId: string, text: string): Promise<OutputPlace> {
    if (text.length <= INLINE_LIMIT) return { kind: 'inline', text }
    const name = `${jobId}.json`
    const target = this.locate(name)
    const file = await open(`${target}.new`, 'w', 0o600)
    await file.writeFile(text)
    await file.datasync()
    await file.close()
    await rename(`${target}.new`, target)
    return { kind: 'file', name }
  }

  async read(place: OutputPlace): Promise<string> {
    return place.kind === 'inline' ? place.text : await readFile(this.locate(place.name), 'utf8')
  }

  async drop(place: OutputPlace | null): Promise<void> {
    if (place?.kind === 'file') await rm(this.locate(place.name), { force: true })
  }

  private locate(name: string): string {
    if (!/^[A-Za-z0-9_-]+\.json$/.test(name)) throw new Error(`Not the name of an output file: ${name}`)
    return path.join(this.folder, name)
  }
}
