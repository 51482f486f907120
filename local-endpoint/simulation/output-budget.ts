import 'server-only'
// Fits files into the answer: most important first, what no longer fits is dropped and named; it refuses to go over the platform's limit.
import { createHash } from 'node:crypto'
import type { WorkerOutput } from '@/lib/compute/contract'

/** RunPod stores about 10 MB and drops more without a word; this is the whole answer's share. */
export const OUTPUT_BUDGET_BYTES = 8 * 1024 * 1024

/** For everything that is not a file: keys, chains, scores. */
const RESERVE_BYTES = 192 * 1024

export type OutputFile = { place: 'pose_files' | 'output_files' | 'files'; name: string; bytes: Uint8Array }

export class OutputBudget {
  private left: number
  readonly dropped: string[] = []
  readonly output: Required<Pick<WorkerOutput, 'pose_files' | 'output_files' | 'files'>> = { pose_files: {}, output_files: {}, files: {} }

  constructor(budgetBytes = OUTPUT_BUDGET_BYTES) {
    this.left = budgetBytes - RESERVE_BYTES
  }

  /** Whether a file of this size would still fit, to save the work of making it. */
  fits(bytes: number): boolean {
    return Math.ceil((bytes * 4) / 3) + 300 <= this.left
  }

  /** True when the file was taken. */
  add({ place, name, bytes }: OutputFile): boolean {
    if (!this.fits(bytes.length)) return false
    const content = Buffer.from(bytes).toString('base64')
    this.left -= content.length + 300
    if (place === 'files') this.output.files[name] = { size: bytes.length, sha256: sha256(bytes), encoding: 'base64', content }
    else this.output[place][name] = content
    return true
  }

  addOrDrop(file: OutputFile): boolean {
    const taken = this.add(file)
    if (!taken) this.dropped.push(file.name)
    return taken
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
