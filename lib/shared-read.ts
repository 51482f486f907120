// One read for all who ask at the same time, of what is the same for each of them. Nobody is told what was true before they asked:
// whoever comes while a read is under way gets the next one. Pure.

/** As `read`, at most one under way and one waiting. */
export function sharedRead<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let underWay: Promise<void> | null = null
  let next: Promise<Value> | null = null
  const begin = (): Promise<Value> => {
    const reading = read()
    const over = (): void => void (underWay === settled && (underWay = null))
    const settled = reading.then(over, over)
    underWay = settled
    return reading
  }
  return () => {
    if (underWay === null) return begin()
    next ??= underWay.then(() => {
      next = null
      return begin()
    })
    return next
  }
}
