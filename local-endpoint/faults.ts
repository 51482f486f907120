// Faults a test asks for: "answer the next N calls of route R with ...". It refuses unknown fields, so that a misspelt fault fails the test that set it.
import { z } from 'zod'

export const Fault = z.strictObject({
  /** `run`, `status`, `cancel`, ...; `*` is every route of the job API. */
  route: z.string(),
  times: z.int().min(1).default(1),
  status: z.int().min(100).max(599).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  /** Text as it is, anything else as JSON; absent: the true answer's body. */
  body: z.unknown().optional(),
  delayMs: z.int().min(0).default(0),
  /** `drop` resets the connection without an answer, `half` after the head and half of the body. */
  cut: z.enum(['none', 'half', 'drop']).default('none'),
  /** Whether the call takes effect; by default only when neither status nor body is replaced. */
  handle: z.boolean().optional(),
})
export type Fault = z.infer<typeof Fault>

export function takesEffect(fault: Fault): boolean {
  return fault.handle ?? (fault.status === undefined && fault.body === undefined)
}

/** The faults still to be played, in the order in which they were asked for. */
export class FaultTable {
  private waiting: Fault[] = []

  add(fault: Fault): void {
    this.waiting.push({ ...fault })
  }

  /** The fault for this call, counted down, or null. */
  take(route: string): Fault | null {
    const index = this.waiting.findIndex((fault) => fault.route === route || fault.route === '*')
    const fault = this.waiting[index]
    if (fault === undefined) return null
    fault.times -= 1
    if (fault.times === 0) this.waiting.splice(index, 1)
    return fault
  }

  list(): Fault[] {
    return this.waiting.map((fault) => ({ ...fault }))
  }

  clear(): void {
    this.waiting = []
  }
}
