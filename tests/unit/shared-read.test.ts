// One read for all who ask at once: how often it reads, and that nobody is told what was true before they asked.
import { expect, test } from 'vitest'
import { sharedRead } from '@/lib/shared-read'

/** A read that waits until it is told to answer. */
function slowRead() {
  const open: { resolve(value: number): void; reject(reason: Error): void }[] = []
  return { open, read: () => new Promise<number>((resolve, reject) => void open.push({ resolve, reject })) }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('whoever asks while a read is under way gets the next one, together with the others', async () => {
  const { open, read } = slowRead()
  const ask = sharedRead(read)
  const first = ask()
  const later = [ask(), ask(), ask()]
  expect(open).toHaveLength(1)
  open[0]?.resolve(1)
  expect(await first).toBe(1)
  await turn()
  expect(open).toHaveLength(2)
  const latest = ask()
  open[1]?.resolve(2)
  expect(await Promise.all(later)).toEqual([2, 2, 2])
  await turn()
  open[2]?.resolve(3)
  expect(await latest).toBe(3)
  expect(open).toHaveLength(3)
})

test('alone, each asks for itself', async () => {
  const { open, read } = slowRead()
  const ask = sharedRead(read)
  for (const value of [1, 2]) {
    const asked = ask()
    open.at(-1)?.resolve(value)
    expect(await asked).toBe(value)
    await turn()
  }
})

test('a fault is told to those who waited for that read, and the next one is tried', async () => {
  const { open, read } = slowRead()
  const ask = sharedRead(read)
  const [first, next] = [ask(), ask()]
  open[0]?.reject(new Error('the database is away'))
  await expect(first).rejects.toThrow('away')
  await turn()
  open[1]?.resolve(2)
  expect(await next).toBe(2)
})
