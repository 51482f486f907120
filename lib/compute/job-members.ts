// Reads a job out of the answer of `/status` as it passes by: the few short fields, and of `output` only what is small enough to be progress
// or a worker's verdict. The output of a finished job is never made a value here; it is read apart from the server.
import { JsonMembers, type Member } from '@/lib/compute/json-members'
import { RunPodJob } from '@/lib/compute/wire'

/** How much of each field is looked at. Of a text that is longer its beginning counts where it may be cut; anything else that is longer is not used. */
const FIELDS: Record<string, { most: number; mayBeCut: boolean }> = {
  id: { most: 400, mayBeCut: true },
  status: { most: 400, mayBeCut: true },
  delayTime: { most: 64, mayBeCut: false },
  executionTime: { most: 64, mayBeCut: false },
  retries: { most: 64, mayBeCut: false },
  workerId: { most: 1_000, mayBeCut: true },
  error: { most: 64 * 1024, mayBeCut: true },
  output: { most: 256 * 1024, mayBeCut: false },
}
/** Progress has one level, a worker's verdict three; errors wrap errors. */
const MOST_DEPTH = 24
/** The longest name above with every letter written as \uXXXX. */
const MOST_KEY_BYTES = 6 * 'executionTime'.length

export type JobRead = { ok: true; job: RunPodJob } | { ok: false; because: 'notJson' | 'noStatus' }

export class JobMembers {
  private readonly fields = new Map<string, Member>()
  private readonly members = new JsonMembers({
    mostMembers: 1_000,
    mostKeyBytes: MOST_KEY_BYTES,
    keep: (key) => (key !== null && Object.hasOwn(FIELDS, key) ? (FIELDS[key]?.most ?? 0) : 0),
    // As with JSON.parse the last one of a name counts.
    found: (member) => void (member.key !== null && Object.hasOwn(FIELDS, member.key) && this.fields.set(member.key, member)),
  })

  /** @returns false when it is no job, whatever may still come */
  push(piece: Uint8Array): boolean {
    this.members.push(piece)
    return !this.members.isBroken
  }

  /** `unended`: the answer was too large to be waited for; what has passed by then counts. */
  read({ unended = false }: { unended?: boolean } = {}): JobRead {
    if (this.members.isBroken || !(this.members.isComplete || unended)) return { ok: false, because: 'notJson' }
    const found: Record<string, unknown> = {}
    for (const [name, member] of this.fields) {
      const value = valueOf(name, member)
      if (value === NOT_JSON) return { ok: false, because: 'notJson' }
      found[name] = value
    }
    const job = RunPodJob.safeParse(found)
    return job.success ? { ok: true, job: job.data } : { ok: false, because: 'noStatus' }
  }
}

const NOT_JSON = Symbol('not JSON')

function valueOf(name: string, { beginning, whole, depth }: Member): unknown {
  const isUsable = whole ? depth <= MOST_DEPTH : beginning[0] === 34 && FIELDS[name]?.mayBeCut === true
  if (!isUsable) return name === 'error' ? 'The error is too large or nested too deeply to be read.' : undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: whole, ignoreBOM: true }).decode(beginning)
    return JSON.parse(whole ? text : closed(text))
  } catch {
    // The output of a finished job is judged by its reader, who knows Python's NaN; one in another state is no progress then.
    return name === 'output' ? undefined : NOT_JSON
  }
}

/** A text of JSON that was cut off anywhere, closed before half a letter or half an escape. */
function closed(cut: string): string {
  const text = cut.endsWith('\ufffd') ? cut.slice(0, -1) : cut
  const letters = /u[0-9a-fA-F]{0,3}$/.exec(text.slice(-4))?.[0].length ?? 0
  const end = text.length - letters
  let slashes = 0
  while (text[end - 1 - slashes] === '\\') slashes += 1
  return `${slashes % 2 === 1 ? text.slice(0, end - 1) : text}"`
}
