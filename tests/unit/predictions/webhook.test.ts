// What a webhook's address is, and how the job's id is found in its body, however the bytes come.
import { describe, expect, test } from 'vitest'
import { webhookBase, webhookUrl } from '@/lib/predictions/webhook-address'
import { JobIdFinder } from '@/lib/predictions/webhook-body'

const RUNPOD = { kind: 'runpod', baseUrl: 'https://api.runpod.ai/v2' } as const
const LOCAL = { kind: 'local', baseUrl: 'http://127.0.0.1:4000/v2' } as const
const PUBLIC = 'https://atomera.example.org'
const SELF = 'http://127.0.0.1:3000'

test.each([
  ['RunPod calls the public address', RUNPOD, { publicUrl: PUBLIC, selfUrl: SELF }, PUBLIC],
  ['RunPod cannot call this machine by its own name for itself', RUNPOD, { publicUrl: SELF, selfUrl: SELF }, null],
  ['RunPod without a public address', RUNPOD, { publicUrl: null, selfUrl: SELF }, null],
  ['an endpoint on this machine that stands in for RunPod', { ...RUNPOD, baseUrl: LOCAL.baseUrl }, { publicUrl: SELF, selfUrl: null }, SELF],
  ['the local endpoint calls the server itself', LOCAL, { publicUrl: PUBLIC, selfUrl: SELF }, SELF],
  ['the local endpoint when nobody told where the server is', LOCAL, { publicUrl: PUBLIC, selfUrl: null }, null],
])('%s', (_words, endpoint, addresses, base) => {
  expect(webhookBase(endpoint, addresses)).toBe(base)
})

test('the address names the attempt and holds its token', () => {
  expect(webhookUrl(PUBLIC, 'att_1', 'secret')).toBe('https://atomera.example.org/api/webhooks/runpod/att_1/secret')
})

/** As one piece, and byte by byte. */
function foundIn(text: string): (string | null)[] {
  const bytes = new TextEncoder().encode(text)
  const whole = new JobIdFinder().take(bytes)
  const finder = new JobIdFinder()
  const single = [...bytes].map((byte) => finder.take(Uint8Array.of(byte))).at(-1) ?? null
  return [whole, single]
}

describe('the job id in a body', () => {
  test.each([
    ['as RunPod sends it', '{"delayTime":9533,"executionTime":88,"id":"d7c6aa87-u1","input":{"id":"x"},"output":{"id":"y"},"status":"COMPLETED"}', 'd7c6aa87-u1'],
    ['after nested ids', '{"input":{"id":"wrong","a":[{"id":"wrong"}]}, "output" : [ "id", "wrong" ], "id" : "right"}', 'right'],
    ['after texts that look like it', '{"a":"\\"id\\":\\"wrong\\"","b":"id","c":"}{","id":"right"}', 'right'],
    ['the first of two', '{"id":"first","id":"second"}', 'first'],
    ['a number', '{"id":5,"status":"COMPLETED"}', null],
    ['an object', '{"id":{"id":"wrong"}}', null],
    ['missing', '{"status":"COMPLETED"}', null],
    ['cut off within it', '{"id":"d7c6', null],
    ['no JSON', 'id=d7c6', null],
    ['nothing', '', null],
    ['only opening brackets', '['.repeat(100_000), null],
  ])('%s', (_words, text, id) => {
    expect(foundIn(text)).toEqual([id, id])
  })

  test('a text without end is not kept', () => {
    expect(foundIn(`{"id":"${'a'.repeat(200_000)}"}`)[0]?.length).toBeLessThan(200)
  })
})
