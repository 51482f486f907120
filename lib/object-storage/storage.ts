import 'server-only'
// The bucket of the settings, S3-compatible: signed addresses to put one object, reading it, its end. It tells no key and no signed address to anybody else.
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { addAbortSignal, Readable } from 'node:stream'
import { env, type ObjectStorageSettings } from '@/lib/env'
import { DAY, MINUTE, SECOND } from '@/lib/clock'

/** The longest that a signature of this kind (SigV4) can hold. */
const LONGEST_SIGNATURE_MS = 7 * DAY
const CONNECT_MS = 5 * SECOND
const SILENCE_MS = 30 * SECOND
/** 64 MB over a slow line, to their last byte. */
const FETCH_MS = 3 * MINUTE

/** `unavailable`: nobody knows whether it is there; `words` say why, without keys and addresses. */
export type Fetched = { kind: 'found'; content: Readable } | { kind: 'absent' } | { kind: 'unavailable'; words: string }

export type ObjectStorage = {
  /** An address to which whoever knows it may PUT this one object, for at most 7 days. */
  signPut(key: string, validForMs: number): Promise<string>
  fetch(key: string): Promise<Fetched>
  /** Nothing to remove is fine. @returns why it may still be there; null when it is gone */
  remove(key: string): Promise<string | null>
}

const opened = globalThis as typeof globalThis & { atomeraObjectStorage?: ObjectStorage | null }

/** Null when none is configured. */
export function objectStorage(): ObjectStorage | null {
  if (opened.atomeraObjectStorage === undefined) {
    const settings = env().objectStorage
    opened.atomeraObjectStorage = settings === null ? null : openStorage(settings)
  }
  return opened.atomeraObjectStorage
}

export function openStorage({ endpoint, bucket, region, accessKeyId, secretAccessKey }: ObjectStorageSettings): ObjectStorage {
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    // Names of buckets as hosts need DNS and certificates that a storage of one's own rarely has.
    forcePathStyle: true,
    // Else a checksum of nothing would be signed into the address, and storages that know none would refuse.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 2,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: SILENCE_MS, throwOnRequestTimeout: true },
  })
  return {
    signPut: (Key, validForMs) =>
      getSignedUrl(client, new PutObjectCommand({ Bucket: bucket, Key }), { expiresIn: Math.ceil(Math.min(validForMs, LONGEST_SIGNATURE_MS) / SECOND) }),
    fetch: async (Key) => {
      try {
        const abortSignal = AbortSignal.timeout(FETCH_MS)
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }), { abortSignal })
        return Body instanceof Readable ? { kind: 'found', content: addAbortSignal(abortSignal, Body) } : { kind: 'unavailable', words: 'it answered without content' }
      } catch (error) {
        return isAbsent(error) ? { kind: 'absent' } : { kind: 'unavailable', words: wordsOf(error) }
      }
    },
    remove: async (Key) => {
      try {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }), { abortSignal: AbortSignal.timeout(SILENCE_MS) })
        return null
      } catch (error) {
        return isAbsent(error) ? null : wordsOf(error)
      }
    },
  }
}

/** A bucket that is not there answers with 404 too, and says nothing about the object. */
const isAbsent = (error: unknown): boolean => error instanceof S3ServiceException && error.name === 'NoSuchKey'

/** Kind and status: what a storage says in its own words may repeat a key's id or what was signed. */
function wordsOf(error: unknown): string {
  if (error instanceof S3ServiceException) return `it answered with ${error.$metadata.httpStatusCode ?? 'an error'} (${error.name.slice(0, 60)})`
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : error instanceof Error ? error.name : 'unknown'
  return `it could not be reached (${code.slice(0, 60)})`
}
