import 'server-only'
// An append-only file of JSON lines, flushed to the disk before an append resolves; it refuses every damaged line but a torn last one.
import { open, readFile, rename, type FileHandle } from 'node:fs/promises'

type Pending = { line: string; resolve: () => void; reject: (error: unknown) => void }

export class Journal<Entry> {
  private pending: Pending[] = []
  private flushing: Promise<void> | null = null

  private constructor(private readonly file: FileHandle) {}

  /** Opens the journal; `rewrite` makes the entries with which it starts anew out of the old ones, so that it never grows for ever. */
  static async open<Entry>(path: string, rewrite: (entries: Entry[]) => Entry[]): Promise<Journal<Entry>> {
    const entries = rewrite(await readEntries<Entry>(path))
    const fresh = `${path}.new`
    const file = await open(fresh, 'w', 0o600)
    await file.writeFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    await file.datasync()
    await file.close()
    await rename(fresh, path)
    return new Journal<Entry>(await open(path, 'a', 0o600))
  }

  /** Resolves when the entry is on the disk. Appends that arrive during a flush share the next one. */
  append(entry: Entry): Promise<void> {
    const line = `${JSON.stringify(entry)}\n`
    const written = new Promise<void>((resolve, reject) => this.pending.push({ line, resolve, reject }))
    this.flushing ??= this.flush()
    return written
  }

  async close(): Promise<void> {
    await this.flushing
    await this.file.close()
  }

  private async flush(): Promise<void> {
    while (this.pending.length > 0) {
      const batch = this.pending
      this.pending = []
      try {
        await this.file.appendFile(batch.map((item) => item.line).join(''))
        await this.file.datasync()
        batch.forEach((item) => item.resolve())
      } catch (error) {
        batch.forEach((item) => item.reject(error))
      }
    }
    this.flushing = null
  }
}

async function readEntries<Entry>(path: string): Promise<Entry[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  // A process that was killed while it wrote leaves half a line, whose request was never answered.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => {
      try {
        return JSON.parse(line) as Entry
      } catch (error) {
        throw new Error(`The local endpoint's journal ${path} is damaged in line ${index + 1}.`, { cause: error })
      }
    })
}
