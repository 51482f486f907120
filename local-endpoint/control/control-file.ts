import 'server-only'
// What tests have set for good: settings, lasting faults and behaviours; kept beside the address, so that a process that is killed goes on with them. It refuses to stop a start by being unreadable.
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { Fault } from '../faults/fault'
import { SettingsChange } from '../settings'
import { Behaviour } from '../worker/behaviours'

const Standing = z.object({
  /** Starts of the process since the last reset. */
  starts: z.int(),
  settings: SettingsChange,
  /** How the clock runs, when it does not show the wall's time. */
  clock: z.object({ wallMs: z.number(), clockMs: z.number(), speed: z.number() }).nullable().default(null),
  faults: z.array(z.object({ fault: Fault, since: z.number() })),
  behaviours: z.array(Behaviour),
})
export type Standing = z.infer<typeof Standing>

export class ControlFile {
  private writing: Promise<void> = Promise.resolve()
  private written: string | null = null

  constructor(private readonly file: string) {}

  static in(dataDir: string): ControlFile {
    return new ControlFile(path.join(dataDir, 'local-endpoint', 'control.json'))
  }

  /** What was set before this start, or null. */
  async read(): Promise<Standing | null> {
    try {
      const text = await readFile(this.file, 'utf8')
      const standing = Standing.parse(JSON.parse(text))
      this.written = text
      return { ...standing, starts: standing.starts + 1 }
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      console.error(`local endpoint: ${this.file} can not be read and is left out: ${error instanceof Error ? error.message : String(error)}`)
      return null
    }
  }

  /** Replaces the file in one step; with null there is none. */
  write(standing: Standing | null): Promise<void> {
    const text = standing === null ? null : JSON.stringify(standing)
    if (text === this.written) return this.writing
    this.written = text
    this.writing = this.writing.catch(() => undefined).then(() => this.replace(text))
    return this.writing
  }

  private async replace(text: string | null): Promise<void> {
    if (text === null) return rm(this.file, { force: true })
    await writeFile(`${this.file}.new`, text, { mode: 0o600 })
    await rename(`${this.file}.new`, this.file)
  }
}
