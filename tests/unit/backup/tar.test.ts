// The archive's tar: what goes in comes out, however the bytes are cut on their way; what is not whole is refused.
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { membersOf, tarOf, type Member } from '@/scripts/backup/tar'

async function* each<Value>(values: Iterable<Value>): AsyncGenerator<Value> {
  yield* values
}

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const list: Value[] = []
  for await (const value of values) list.push(value)
  return list
}

const pack = async (members: Member[]): Promise<Buffer> => Buffer.concat(await all(tarOf(each(members), new Date(0))))

function cutAt(whole: Buffer, places: number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % (whole.length + 1)).sort((left, right) => left - right), whole.length]
  return edges.slice(1).map((edge, index) => whole.subarray(edges[index], edge))
}

const members = fc.array(fc.record({ name: fc.stringMatching(/^[a-z]{1,20}\/[0-9]{1,9}$/), content: fc.uint8Array({ maxLength: 1500 }) }), { maxLength: 5 })

test('comes out as it went in, however it is cut', async () => {
  await fc.assert(fc.asyncProperty(members, fc.array(fc.nat(20_000), { maxLength: 8 }), async (given, places) => {
    const found = await all(membersOf(each(cutAt(await pack(given), places))))
    expect(found.map(({ name, content }) => [name, Buffer.from(content).toString('hex')])).toEqual(given.map(({ name, content }) => [name, Buffer.from(content).toString('hex')]))
  }), { numRuns: 100 })
})

test('whatever is missing at its end, it is not taken for whole', async () => {
  const whole = await pack([{ name: 'tables/a/000001.copy', content: Buffer.alloc(700, 1) }])
  // One of the two blocks of zeros may be missing: nothing is lost with it.
  for (let length = 0; length < whole.length - 1024; length += 97) await expect(all(membersOf(each([whole.subarray(0, length)])))).rejects.toThrow('ends too early')
})

test('tar itself can list and unpack it', async () => {
  const whole = await pack([{ name: 'tables/a/000001.copy', content: Buffer.from('one\n') }, { name: 'tables.json', content: Buffer.from('{}') }])
  const listed = spawnSync('tar', ['-tf', '-'], { input: whole, encoding: 'utf8' })
  expect([listed.status, listed.stdout]).toEqual([0, 'tables/a/000001.copy\ntables.json\n'])
})
