import 'server-only'
// Large outputs as files of their own beside the journal, and outputs that many jobs share, once each; it refuses names that are not its own.
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { OutputPlace } from './job'
import { sha256 } from './ledger'

/** Outputs above this many characters leave the journal; the poses of any complex do. */
const INLINE_LIMIT = 64 * 1024

/** So many shared outputs are kept in memory. */
const MOST_REMEMBERED = 32

export class OutputFiles {
  private shared = new Map<string, Promise<string>>()

  private constructor(private readonly folder: string) {}

  static async open(folder: string): Promise<OutputFiles> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return new OutputFiles(folder)
  }

  async keep(jobId: string, text: string): Promise<OutputPlace> {
    if (text.length <= INLINE_LIMIT) return { kind: 'inline', text }
    const name = `${jobId}.json`
    await this.write(name, text)
    return { kind: 'file', name }
  }

  /** The same text is written once and belongs to all who keep it; it is never dropped. */
  async share(text: string): Promise<OutputPlace> {
    const name = `shared-${sha256(text)}.json`
    if (!this.shared.has(name)) this.remember(name, this.write(name, text).then(() => text))
    await this.shared.get(name)
    return { kind: 'shared', name }
  }

  async read(place: OutputPlace): Promise<string> {
    if (place.kind === 'inline') return place.text
    if (place.kind === 'file') return readFile(this.locate(place.name), 'utf8')
    if (!this.shared.has(place.name)) this.remember(place.name, readFile(this.locate(place.name), 'utf8'))
    return (await this.shared.get(place.name)) ?? ''
  }

  async drop(place: OutputPlace | null): Promise<void> {
    if (place?.kind === 'file') await rm(this.locate(place.name), { force: true })
  }

  /** Drops what no job needs: a process that dies may leave a file whose job never came to its end. */
  async dropAllBut(places: (OutputPlace | null)[]): Promise<void> {
    const needed = new Set(places.map((place) => (place === null || place.kind === 'inline' ? null : place.name)))
    const names = await readdir(this.folder)
    await Promise.all(names.filter((name) => !needed.has(name)).map((name) => rm(path.join(this.folder, name), { force: true })))
  }

  private remember(name: string, text: Promise<string>): void {
    this.shared.set(name, text)
    text.catch(() => this.shared.delete(name))
    const [oldest] = this.shared.keys()
    if (this.shared.size > MOST_REMEMBERED && oldest !== undefined) this.shared.delete(oldest)
  }

  private async write(name: string, text: string): Promise<void> {
    const target = this.locate(name)
    const file = await open(`${target}.new`, 'w', 0o600)
    await file.writeFile(text)
    await file.datasync()
    await file.close()
    await rename(`${target}.new`, target)
  }

  private locate(name: string): string {
    if (!/^[A-Za-z0-9_-]+\.json$/.test(name)) throw new Error(`Not the name of an output file: ${name}`)
    return path.join(this.folder, name)
  }
}
