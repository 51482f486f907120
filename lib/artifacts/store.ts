import 'server-only'
// Bytes by the sha256 of their uncompressed form. A read hashes again; bytes that do not match are reported, never returned.
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { sha256 } from '@/lib/crypto'
import { database, type Transaction } from '@/lib/db'
import { Problem } from '@/lib/errors'
import { isSabotaged } from '@/lib/test-switches'

const compress = promisify(gzip)
const expand = promisify(gunzip)

export type PackedArtifact = { sha256: string; size: number; gzip: Uint8Array<ArrayBuffer> }

/** Compresses before the transaction begins, so that no lock is held meanwhile. */
export async function packArtifact(content: Uint8Array): Promise<PackedArtifact> {
  return { sha256: sha256(content), size: content.byteLength, gzip: new Uint8Array(await compress(content)) }
}

/** Stores what is not stored yet. */
export async function storeArtifacts(transaction: Transaction, packed: PackedArtifact[], at: Date): Promise<void> {
  const inOrder = [...packed].sort((one, other) => (one.sha256 < other.sha256 ? -1 : 1))
  await transaction.artifact.createMany({ data: inOrder.map((artifact) => ({ ...artifact, createdAt: at })), skipDuplicates: true })
}

/**
 * The uncompressed bytes.
 * @throws Problem NOT_FOUND when nothing is stored under the hash, DAMAGED_FILE when the bytes do not have it
 */
export async function readArtifact(hash: string): Promise<Uint8Array<ArrayBuffer>> {
  const row = await database().artifact.findUnique({ where: { sha256: hash } })
  if (row === null) throw new Problem('NOT_FOUND', 'The bytes of this file are no longer stored.')
  const content = await expand(row.gzip, { maxOutputLength: Math.max(row.size, 1) }).catch(() => null)
  if (content === null || (sha256(content) !== hash && !isSabotaged('hashOnRead'))) {
    throw new Problem('DAMAGED_FILE', 'The stored bytes do not have the hash they were stored under. Restore the database from a backup, or run the prediction again.')
  }
  return new Uint8Array(content)
}

/** Drops artifacts among `hashes` that no file refers to any more. */
export async function dropUnused(transaction: Transaction, hashes: string[]): Promise<void> {
  await transaction.artifact.deleteMany({ where: { sha256: { in: hashes }, files: { none: {} } } })
}
