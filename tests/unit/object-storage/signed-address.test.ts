// Addresses for one upload: for one key, one verb and a bounded time, without anything that only the app may know.
import { describe, expect, it } from 'vitest'
import { openStorage } from '@/lib/object-storage/storage'

const SECRET = 'a-secret-that-stays-here'
const storage = openStorage({ endpoint: 'https://s3.example.org', bucket: 'results', accessKeyId: 'KEYID', secretAccessKey: SECRET, region: 'eu-central-1' })
const HOUR_MS = 3_600_000

describe('a signed address', () => {
  it('names the key in the bucket, and holds no secret', async () => {
    const address = new URL(await storage.signPut('atomera/attempts/a/answer.json.gz', HOUR_MS))
    expect(address.origin + address.pathname).toBe('https://s3.example.org/results/atomera/attempts/a/answer.json.gz')
    expect(address.href).not.toContain(SECRET)
  })

  it('asks the worker for no header that it does not know of', async () => {
    const { searchParams } = new URL(await storage.signPut('a', HOUR_MS))
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('host')
    expect([...searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([])
    expect(searchParams.get('X-Amz-Credential')).toMatch(/^KEYID\/\d{8}\/eu-central-1\/s3\/aws4_request$/)
  })

  it.each([
    [HOUR_MS, 3_600],
    [1_500, 2],
    [30 * 24 * HOUR_MS, 604_800],
  ])('that shall hold for %i ms holds for %i s', async (milliseconds, seconds) => {
    expect(new URL(await storage.signPut('a', milliseconds)).searchParams.get('X-Amz-Expires')).toBe(String(seconds))
  })

  it('is another one for another key', async () => {
    const signatures = await Promise.all(['a', 'b'].map(async (key) => new URL(await storage.signPut(key, HOUR_MS)).searchParams.get('X-Amz-Signature')))
    expect(new Set(signatures).size).toBe(2)
  })
})
