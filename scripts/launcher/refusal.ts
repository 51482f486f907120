// A refusal is a failure with one sentence for the person at the terminal; anything else that is thrown is a fault of ours and keeps its stack.
export class Refusal extends Error {
  override name = 'Refusal'
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
