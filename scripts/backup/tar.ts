// Small named pieces of bytes as a tar stream (ustar), and back: what `tar` can list and unpack by hand. Refuses what it would not write itself. Pure.

export type Member = { name: string; content: Uint8Array }

const BLOCK = 512
/** So that neither side ever holds more of an archive than this. */
export const LARGEST_MEMBER_BYTES = 16 * 1024 * 1024

/** An archive that is not one, or not whole. */
export class DamagedArchive extends Error {
  override name = 'DamagedArchive'
}

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`

/** The sum of all bytes of a header, its own field counted as spaces. */
const checksumOf = (header: Uint8Array): number => header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 32 : byte), 0)

function headerOf({ name, content }: Member, modifiedAt: Date): Buffer {
  if (Buffer.byteLength(name) > 100 || content.byteLength > LARGEST_MEMBER_BYTES) throw new Error(`${name} is too long for an archive.`)
  const header = Buffer.alloc(BLOCK)
  const write = (text: string, at: number): void => void header.write(text, at, 'latin1')
  header.write(name, 0, 'utf8')
  write(`${octal(0o600, 8)}${octal(0, 8)}${octal(0, 8)}${octal(content.byteLength, 12)}${octal(Math.floor(modifiedAt.getTime() / 1000), 12)}`, 100)
  write('0', 156)
  write('ustar\x0000', 257)
  write('atomera', 265)
  write('atomera', 297)
  write(`${octal(checksumOf(header), 7)} `, 148)
  return header
}

const paddingAfter = (bytes: number): number => (BLOCK - (bytes % BLOCK)) % BLOCK

export async function* tarOf(members: AsyncIterable<Member>, modifiedAt: Date): AsyncGenerator<Uint8Array> {
  for await (const member of members) {
    yield headerOf(member, modifiedAt)
    yield member.content
    yield Buffer.alloc(paddingAfter(member.content.byteLength))
  }
  yield Buffer.alloc(2 * BLOCK)
}

/** Takes exactly as many bytes from a stream as are asked for. */
class Source {
  readonly #iterator: AsyncIterator<Uint8Array>
  #held: Uint8Array = Buffer.alloc(0)

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#iterator = bytes[Symbol.asyncIterator]()
  }

  async take(count: number): Promise<Buffer> {
    const parts: Uint8Array[] = []
    for (let missing = count; missing > 0; ) {
      if (this.#held.byteLength === 0 && !(await this.#more())) throw new DamagedArchive('it ends too early')
      const part = this.#held.subarray(0, missing)
      this.#held = this.#held.subarray(part.byteLength)
      missing -= part.byteLength
      parts.push(part)
    }
    return Buffer.concat(parts)
  }

  async #more(): Promise<boolean> {
    const next = await this.#iterator.next()
    if (next.done === true) return false
    this.#held = next.value
    return true
  }

  /** To the very end, where the compression around it compares its checksum. */
  async demandZerosToTheEnd(): Promise<void> {
    do if (this.#held.some((byte) => byte !== 0)) throw new DamagedArchive('something stands behind its end')
    while (await this.#more())
  }
}

function memberIn(header: Buffer): { name: string; bytes: number } {
  const text = (from: number, to: number): string => header.toString('utf8', from, to).replace(/\0.*$/s, '')
  const number = (from: number, to: number): number => parseInt(text(from, to), 8)
  if (text(257, 262) !== 'ustar' || number(148, 156) !== checksumOf(header)) throw new DamagedArchive('it is not a tar archive, or damaged')
  const bytes = number(124, 136)
  if (!(bytes >= 0 && bytes <= LARGEST_MEMBER_BYTES)) throw new DamagedArchive('it holds a piece of a size that no backup has')
  return { name: text(0, 100), bytes }
}

export async function* membersOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Member> {
  const source = new Source(bytes)
  for (;;) {
    const header = await source.take(BLOCK)
    if (header.every((byte) => byte === 0)) return source.demandZerosToTheEnd()
    const member = memberIn(header)
    const content = await source.take(member.bytes)
    await source.take(paddingAfter(member.bytes))
    yield { name: member.name, content }
  }
}
