// A small seeded generator, so that the same input and seed give the same bytes on every machine; it refuses to be used for secrets.

export type Random = {
  /** Uniform in [0, 1). */
  uniform(): number
  /** Uniform in [least, most). */
  between(least: number, most: number): number
  /** Normal with mean 0 and deviation 1. */
  normal(): number
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** A generator named by its parts, such as ("fold", sequence, seed); other parts, another stream. */
export function seededRandom(...parts: (string | number)[]): Random {
  let state = hashText(JSON.stringify(parts))
  const uniform = () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  return {
    uniform,
    between: (least, most) => least + uniform() * (most - least),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  }
}
