// The archive of a backup: what it says of itself first, the tables in pieces, and at its end what they must add up to. One that is damaged,
// cut off or of another form is refused in words before anything is read from it.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'
import { Refusal, wordsOf } from '../launcher/refusal'
import { DamagedArchive, membersOf, type Member } from './tar'

export const HEAD_NAME = 'about.json'
export const SECRET_NAME = 'secrets/key-encryption-key'
export const TAIL_NAME = 'tables.json'
const PIECE_NAME = /^tables\/([a-z0-9_]{1,63})\/\d{6,}\.copy$/

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** Where a form is read that it does not know, a program must refuse instead of guess: any change of meaning raises `format`. */
const Head = z.object({
  format: z.literal(1),
  version: z.string(),
  madeAt: z.iso.datetime(),
  database: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: Sha256 })).min(1),
  /** Tables whose rows stay behind on purpose. */
  leftOut: z.array(z.string()),
  /** Tells whether another key-encryption key is the same, and nothing more; null when none was at hand. */
  keyFingerprint: z.string().nullable(),
})
const Tail = z.object({
  tables: z.record(z.string(), z.object({ columns: z.array(z.string()), rows: z.number().int().min(0), sha256: Sha256 })),
  sequences: z.array(z.object({ name: z.string(), value: z.string().regex(/^-?\d+$/), isCalled: z.boolean() })),
})
export type Head = z.infer<typeof Head>
export type Tail = z.infer<typeof Tail>
export type ReadArchive = { head: Head; tail: Tail; keyEncryptionKey: string | null }

/** 64 bits of a hash of 256 random bits: nobody gets back from there. */
export const fingerprintOf = (keyEncryptionKey: string): string => createHash('sha256').update(`atomera backup ${keyEncryptionKey.trim()}`).digest('hex').slice(0, 16)

export const jsonMember = (name: string, value: Head | Tail): Member => ({ name, content: Buffer.from(`${JSON.stringify(value, null, 2)}\n`) })

/** Rows and hash of a table's COPY text while it passes: a line is a row, and line breaks within values are escaped. */
export class TableSum {
  readonly #hash = createHash('sha256')
  rows = 0

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes)
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) this.rows += 1
  }

  sha256(): string {
    return this.#hash.digest('hex')
  }
}

function refusalOf(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof DamagedArchive || error instanceof SyntaxError || error instanceof z.ZodError || code.startsWith('Z_')) {
    const words = error instanceof z.ZodError ? 'it does not say what a backup says of itself' : wordsOf(error)
    return new Refusal(`${file} is not a whole and undamaged backup of this form (${words}). Nothing was changed.`)
  }
  return code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES' ? new Refusal(`${file} cannot be read: ${wordsOf(error)}`) : error
}

async function* readMembers(file: string): AsyncGenerator<Member> {
  const plain = createGunzip()
  // Its errors come out where the bytes are read.
  pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), plain, () => undefined)
  yield* membersOf(plain)
}

const parsed = <Value>(schema: z.ZodType<Value>, { content }: Member): Value => schema.parse(JSON.parse(Buffer.from(content).toString('utf8')))

/** Reads the whole archive once and compares every table with what the end says. @throws Refusal unless it is whole */
export async function checkArchive(file: string): Promise<ReadArchive> {
  try {
    const sums = new Map<string, TableSum>()
    let head: Head | null = null
    let tail: Tail | null = null
    let keyEncryptionKey: string | null = null
    for await (const member of readMembers(file)) {
      const table = PIECE_NAME.exec(member.name)?.[1]
      if (head === null && member.name !== HEAD_NAME) throw new DamagedArchive('it does not begin as one')
      if (tail !== null) throw new DamagedArchive('something stands behind its end')
      if (member.name === HEAD_NAME) head = parsed(Head, member)
      else if (member.name === TAIL_NAME) tail = parsed(Tail, member)
      else if (member.name === SECRET_NAME) keyEncryptionKey = Buffer.from(member.content).toString('utf8')
      else if (table !== undefined) sumOf(sums, table).add(member.content)
      else throw new DamagedArchive(`it holds ${member.name}, which no backup does`)
    }
    if (head === null || tail === null) throw new DamagedArchive('its end is missing')
    compare(sums, tail)
    return { head, tail, keyEncryptionKey }
  } catch (error) {
    throw refusalOf(file, error)
  }
}

function sumOf(sums: Map<string, TableSum>, table: string): TableSum {
  const sum = sums.get(table) ?? new TableSum()
  sums.set(table, sum)
  return sum
}

function compare(sums: ReadonlyMap<string, TableSum>, tail: Tail): void {
  for (const table of new Set([...sums.keys(), ...Object.keys(tail.tables)])) {
    const told = tail.tables[table]
    const sum = sums.get(table) ?? new TableSum()
    if (told === undefined || told.rows !== sum.rows || told.sha256 !== sum.sha256()) throw new DamagedArchive(`the table ${table} is not what its end says`)
  }
}

export type Piece = { table: string; content: Uint8Array }

/** The pieces of all tables in their order, for an archive that was checked. */
export async function* readPieces(file: string): AsyncGenerator<Piece, void> {
  for await (const { name, content } of readMembers(file)) {
    const table = PIECE_NAME.exec(name)?.[1]
    if (table !== undefined) yield { table, content }
  }
}
