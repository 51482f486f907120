// How a program of the bench speaks with the process that measures.

/** Says something to the measuring process. */
export function report(message: object): void {
  process.send?.(message)
}

/** Hears it, and ends with it. */
export function hear(listener: (message: Record<string, unknown>) => void): void {
  process.on('message', listener)
  process.on('disconnect', () => process.exit(0))
}
