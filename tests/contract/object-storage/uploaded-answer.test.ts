// Uploaded answers on a real S3 server: what is put to a signed address is taken back whole, and whatever else stands there is told apart.
import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerRoom } from '@/lib/compute/answer-room'
import { MAX_ANSWER_BYTES } from '@/lib/compute/raw-answer'
import { openStorage, type ObjectStorage } from '@/lib/object-storage/storage'
import { answerKey, takeAnswer } from '@/lib/object-storage/uploaded-answer'
import { startTestStorage, type TestStorage } from '../../support/object-storage'

const ANSWER = { pose_files: { 'pose_0.cif': 'ZGF0YQ==' }, warnings: ['ü'] }
const plain = Buffer.from(JSON.stringify(ANSWER))
const stampOf = (content: Uint8Array) => ({ size: content.length, sha256: createHash('sha256').update(content).digest('hex') })

let server: TestStorage
let storage: ObjectStorage
beforeAll(async () => {
  server = await startTestStorage()
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = server.settings
  storage = openStorage({ endpoint, bucket, accessKeyId, secretAccessKey, region: 'us-east-1' })
})
afterAll(() => server.close())

let counted = 0
/** An attempt for whose upload this was put. */
async function attemptWith(content: Uint8Array): Promise<string> {
  counted += 1
  const attemptId = `att_${counted}`
  await server.put(answerKey(attemptId), content)
  return attemptId
}

async function take(attemptId: string, stamp: ReturnType<typeof stampOf> | null = null, from = storage) {
  const room = answerRoom()
  try {
    return await takeAnswer(from, attemptId, stamp, room)
  } finally {
    room.leave()
  }
}

describe('an uploaded answer', () => {
  test('that was put to its signed address, as the worker does, is taken as the body of /status would be', async () => {
    const address = await storage.signPut(answerKey('att_signed'), 60_000)
    const put = await fetch(address, { method: 'PUT', body: gzipSync(plain) })
    expect(put.status).toBe(200)
    const taken = await take('att_signed', stampOf(plain))
    if (taken.kind !== 'taken') throw new Error(JSON.stringify(taken))
    expect(JSON.parse(gunzipSync(Buffer.concat(taken.packed)).toString())).toEqual({ status: 'COMPLETED', output: ANSWER })
    expect(await storage.remove(answerKey('att_signed'))).toBeNull()
    expect(await take('att_signed')).toEqual({ kind: 'absent' })
    expect(await storage.remove(answerKey('att_signed'))).toBeNull()
  })

  test('of many megabytes is taken whole', async () => {
    const large = Buffer.from(JSON.stringify({ pose_files: { 'pose_0.cif': 'QUJD'.repeat(8_000_000) } }))
    const taken = await take(await attemptWith(gzipSync(large, { level: 1 })), stampOf(large))
    if (taken.kind !== 'taken') throw new Error(JSON.stringify(taken))
    expect(gunzipSync(Buffer.concat(taken.packed)).length).toBe(large.length + '{"status":"COMPLETED","output":}'.length)
  })

  test('that is another one than was named is not used', async () => {
    const attempt = await attemptWith(gzipSync(plain))
    expect(await take(attempt, { ...stampOf(plain), size: plain.length + 1 })).toEqual({ kind: 'unusable', words: 'it is not the one that the worker named' })
    expect(await take(attempt, { ...stampOf(plain), sha256: '0'.repeat(64) })).toMatchObject({ kind: 'unusable' })
    expect(await take(attempt)).toMatchObject({ kind: 'taken' })
  })

  test.each([
    ['no gzip', plain],
    ['cut off', gzipSync(plain).subarray(0, -4)],
    ['empty', Buffer.alloc(0)],
  ])('that is %s is not used', async (_, content) => {
    expect(await take(await attemptWith(content))).toEqual({ kind: 'unusable', words: 'it is damaged' })
  })

  test('that unpacks to more than is read is not used, and not held', async () => {
    const bomb = gzipSync(Buffer.alloc(MAX_ANSWER_BYTES * 4))
    expect(bomb.length).toBeLessThan(1024 * 1024)
    expect(await take(await attemptWith(bomb))).toEqual({ kind: 'unusable', words: 'it is larger than the 67108864 bytes that are read' })
  })

  test('may be anywhere while nobody can ask', async () => {
    const attempt = await attemptWith(gzipSync(plain))
    server.shut()
    try {
      expect(await take(attempt)).toMatchObject({ kind: 'unavailable', words: expect.stringMatching(/^it could not be reached \(/) })
      expect(await storage.remove(answerKey(attempt))).toMatch(/^it could not be reached/)
    } finally {
      server.open()
    }
    expect(await take(attempt)).toMatchObject({ kind: 'taken' })
  })

  test('is not absent because the bucket is', async () => {
    const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = server.settings
    const elsewhere = openStorage({ endpoint, bucket: 'mistyped', accessKeyId, secretAccessKey, region: 'us-east-1' })
    expect(await take('att_1', null, elsewhere)).toEqual({ kind: 'unavailable', words: 'it answered with 404 (NoSuchBucket)' })
  })
})
