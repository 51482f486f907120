import 'server-only'
// Bytes by the sha256 of their uncompressed form. A read hashes again; bytes that do not match are reported, never returned.
import { sha256 } from '@/lib/crypto'
import { database, type Transaction } from '@/lib/db'
import { Problem } from '@/lib/errors'
import { gathered, PIECE_BYTES, unpack } from '@/lib/packed-bytes'
import { isSabotaged } from '@/lib/test-switches'

/** `size` before it was packed. */
export type PackedArtifact = { sha256: string; size: number; gzip: Uint8Array<ArrayBuffer> }

/** Stores what is not stored yet, always in the same order, so that two who store the same bytes do not wait for each other in a circle. */
export async function storeArtifacts(transaction: Transaction, packed: PackedArtifact[], at: Date): Promise<void> {
  const inOrder = [...packed].sort((one, other) => (one.sha256 < other.sha256 ? -1 : 1))
  for (const batch of batches(inOrder)) {
    const [first, ...rest] = batch.length === 1 ? gathered([batch[0]?.gzip ?? new Uint8Array()]) : []
    const rows = batch.map((artifact) => ({ ...artifact, ...(first !== undefined && { gzip: first }), createdAt: at }))
    const { count } = await transaction.artifact.createMany({ data: rows, skipDuplicates: true })
    if (count === 0) continue
    for (const piece of rest) await transaction.$executeRaw`UPDATE artifact SET gzip = gzip || ${piece} WHERE sha256 = ${batch[0]?.sha256}`
  }
}

/** Artifacts of which a statement can carry all; one that is too large for that stands alone. */
function* batches(artifacts: readonly PackedArtifact[]): Generator<PackedArtifact[]> {
  let batch: PackedArtifact[] = []
  let bytes = 0
  for (const artifact of artifacts) {
    if (batch.length > 0 && bytes + artifact.gzip.length > PIECE_BYTES) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(artifact)
    bytes += artifact.gzip.length
  }
  if (batch.length > 0) yield batch
}

/**
 * The uncompressed bytes.
 * @throws Problem NOT_FOUND when nothing is stored under the hash, DAMAGED_FILE when the bytes do not have it
 */
export async function readArtifact(hash: string): Promise<Uint8Array<ArrayBuffer>> {
  const rows = await database().$queryRaw<{ size: number; packed: number }[]>`SELECT size, octet_length(gzip) AS packed FROM artifact WHERE sha256 = ${hash}`
  const row = rows[0]
  if (row === undefined) throw new Problem('NOT_FOUND', 'The bytes of this file are no longer stored.')
  const content = await unpack({ packed: row.packed, unpacked: row.size, read: (from, length) => readPiece(hash, from, length) })
  if (content === null || (sha256(content) !== hash && !isSabotaged('hashOnRead'))) {
    throw new Problem('DAMAGED_FILE', 'The stored bytes do not have the hash they were stored under. Restore the database from a backup, or run the prediction again.')
  }
  return content
}

async function readPiece(hash: string, from: number, length: number): Promise<Uint8Array | null> {
  const rows = await database().$queryRaw<{ piece: Uint8Array | null }[]>`
    SELECT substring(gzip FROM ${from + 1}::int FOR ${length}::int) AS piece FROM artifact WHERE sha256 = ${hash}`
  return rows[0]?.piece ?? null
}

/** Drops artifacts among `hashes` that no file refers to any more. */
export async function dropUnused(transaction: Transaction, hashes: string[]): Promise<void> {
  await transaction.artifact.deleteMany({ where: { sha256: { in: hashes }, files: { none: {} } } })
}
