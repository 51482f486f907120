// Numbers drawn from a seed, so that a case can be played again.

/** In [0, 1). */
export type Draw = () => number

/** mulberry32. */
export function drawsFrom(seed: number): Draw {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One of the named, by weight; without draws the first. */
export function pick<Name extends string>(draw: Draw | null, weights: Record<Name, number>): Name {
  const entries = Object.entries(weights) as [Name, number][]
  const first = entries[0]?.[0]
  if (first === undefined) throw new Error('There is nothing to pick from.')
  if (draw === null) return first
  let left = draw() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [name, weight] of entries) {
    left -= weight
    if (left < 0) return name
  }
  return first
}
