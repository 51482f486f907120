// Walks over a JSON object piece by piece as its bytes arrive and tells its members: key, place, depth and the beginning of the value.
// Makes no value of anything, so that neither depth nor size can cost memory; what stands inside of a value it only counts.

export type Member = {
  /** null when the key is longer than was allowed. */
  key: string | null
  /** Place of the value among all bytes, without the white space around it. */
  start: number
  end: number
  /** Brackets within the value: 0 for a text or number, 1 for `[1]`. */
  depth: number
  /** As much of the value as was wanted of this key. */
  beginning: Uint8Array
  whole: boolean
}

export type MemberWishes = {
  /** An object with more of them is treated as broken, for the sake of time. */
  mostMembers: number
  /** Longer keys are told as null. */
  mostKeyBytes: number
  /** Bytes of a value to be kept, by its key. */
  keep: (key: string | null) => number
  found: (member: Member) => void
}

const QUOTE = 34
const BACKSLASH = 92
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9
const opens = (code: number): boolean => code === 123 || code === 91
const closes = (code: number): boolean => code === 125 || code === 93

type State = 'start' | 'keyOrEnd' | 'key' | 'inKey' | 'colon' | 'value' | 'scalar' | 'text' | 'nested' | 'nestedText' | 'after' | 'done' | 'broken'

/** Bytes of one key or value while it passes by, at most so many of them. */
class Taken {
  private pieces: Uint8Array[] = []
  private bytes = 0

  constructor(private readonly most: number) {}

  add(bytes: Uint8Array): void {
    const room = this.most - this.bytes
    // Copied: the piece that came may be much larger than what is kept of it.
    if (room > 0) this.pieces.push(bytes.slice(0, room))
    this.bytes += bytes.length
  }

  get isWhole(): boolean {
    return this.bytes <= this.most
  }

  join(): Uint8Array {
    const joined = new Uint8Array(Math.min(this.bytes, this.most))
    let at = 0
    for (const piece of this.pieces) {
      joined.set(piece, at)
      at += piece.length
    }
    return joined
  }
}

export class JsonMembers {
  private state: State = 'start'
  /** Bytes of earlier pieces. */
  private passed = 0
  /** The byte before the next one was a backslash that escapes it. */
  private escaped = false
  private open = 0
  private deepest = 0
  private start = 0
  private key: string | null = null
  private taken = new Taken(0)
  private told = 0

  constructor(private readonly wishes: MemberWishes) {}

  /** The object is closed and nothing but white space followed. */
  get isComplete(): boolean {
    return this.state === 'done'
  }

  /** It is no JSON object that is read here, whatever may still come. */
  get isBroken(): boolean {
    return this.state === 'broken'
  }

  get hasTooMany(): boolean {
    return this.told > this.wishes.mostMembers
  }

  push(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length && this.state !== 'broken') at = this.step(bytes, at)
    this.passed += bytes.length
  }

  /** Goes on from `at`; returns how far it came. Texts and the inside of values pass in one step as far as they go. */
  private step(bytes: Uint8Array, at: number): number {
    switch (this.state) {
      case 'inKey':
      case 'text':
        return this.passText(bytes, at)
      case 'nestedText':
        return this.passNestedText(bytes, at)
      case 'nested':
        return this.passNested(bytes, at)
      case 'scalar':
        return this.passScalar(bytes, at)
      default:
        return this.between(bytes[at] ?? 0, this.passed + at) ? at + 1 : at
    }
  }

  /** One byte outside of keys and values; false when it is the first one of a value and still to be passed. */
  private between(code: number, place: number): boolean {
    if (isSpace(code)) return true
    switch (this.state) {
      case 'start':
        if (code === 123) this.state = 'keyOrEnd'
        else if (place > 2 || code !== BYTE_ORDER_MARK[place]) this.state = 'broken'
        return true
      case 'keyOrEnd':
      case 'key':
        if (code === QUOTE) this.begin('inKey', place, this.wishes.mostKeyBytes)
        else this.state = code === 125 && this.state === 'keyOrEnd' ? 'done' : 'broken'
        return true
      case 'colon':
        this.state = code === 58 ? 'value' : 'broken'
        return true
      case 'value':
        return this.beginValue(code, place)
      case 'after':
        this.state = code === 44 ? 'key' : code === 125 ? 'done' : 'broken'
        return true
      default:
        this.state = 'broken'
        return true
    }
  }

  private begin(state: State, place: number, most: number): void {
    this.state = state
    this.start = place
    this.open = 0
    this.deepest = 0
    this.taken = new Taken(most)
  }

  private beginValue(code: number, place: number): boolean {
    const isStray = code === 44 || code === 58 || closes(code)
    const state = isStray ? 'broken' : code === QUOTE ? 'text' : opens(code) ? 'nested' : 'scalar'
    this.begin(state, place, this.wishes.keep(this.key))
    if (state === 'text') this.taken.add(Uint8Array.of(QUOTE))
    return state === 'text'
  }

  /** Place after the closing quote, or the end of what has come; `escaped` is carried over. Changes the state when the quote is there. */
  private endOfText(bytes: Uint8Array, from: number): number {
    let at = from
    if (this.escaped) {
      this.escaped = false
      at += 1
    }
    for (;;) {
      const quote = bytes.indexOf(QUOTE, at)
      const end = quote < 0 ? bytes.length : quote
      let slashes = 0
      while (end - slashes > at && bytes[end - slashes - 1] === BACKSLASH) slashes += 1
      if (quote < 0) {
        this.escaped = slashes % 2 === 1
        return bytes.length
      }
      at = quote + 1
      if (slashes % 2 === 0) {
        if (this.state === 'nestedText') this.state = 'nested'
        else this.state = this.state === 'inKey' ? 'colon' : 'after'
        return at
      }
    }
  }

  private passText(bytes: Uint8Array, from: number): number {
    const isKey = this.state === 'inKey'
    const to = this.endOfText(bytes, from)
    const isOver = this.state !== 'inKey' && this.state !== 'text'
    this.taken.add(bytes.subarray(from, isKey && isOver ? to - 1 : to))
    if (!isOver) return to
    if (isKey) this.endKey()
    else this.endValue(to)
    return to
  }

  private endKey(): void {
    this.key = this.taken.isWhole ? textOf(this.taken.join()) : null
    if (this.key === null && this.taken.isWhole) this.state = 'broken'
  }

  private passNested(bytes: Uint8Array, from: number): number {
    let at = from
    while (at < bytes.length) {
      const code = bytes[at] ?? 0
      at += 1
      if (code === QUOTE) {
        this.state = 'nestedText'
        at = this.endOfText(bytes, at)
      } else if (opens(code)) {
        this.open += 1
        if (this.open > this.deepest) this.deepest = this.open
      } else if (closes(code) && (this.open -= 1) === 0) {
        this.taken.add(bytes.subarray(from, at))
        this.state = 'after'
        this.endValue(at)
        return at
      }
    }
    this.taken.add(bytes.subarray(from, at))
    return at
  }

  private passNestedText(bytes: Uint8Array, from: number): number {
    const to = this.endOfText(bytes, from)
    this.taken.add(bytes.subarray(from, to))
    return to
  }

  private passScalar(bytes: Uint8Array, from: number): number {
    let at = from
    while (at < bytes.length && !isSpace(bytes[at] ?? 0) && bytes[at] !== 44 && bytes[at] !== 125) at += 1
    this.taken.add(bytes.subarray(from, at))
    if (at === bytes.length) return at
    this.state = 'after'
    this.endValue(at)
    return at
  }

  private endValue(at: number): void {
    const { key, start, deepest: depth, taken } = this
    this.told += 1
    if (this.hasTooMany) this.state = 'broken'
    else this.wishes.found({ key, start, end: this.passed + at, depth, beginning: taken.join(), whole: taken.isWhole })
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text between two quotes of JSON; null when it is none. */
function textOf(inside: Uint8Array): string | null {
  try {
    return String(JSON.parse(`"${utf8.decode(inside)}"`))
  } catch {
    return null
  }
}
