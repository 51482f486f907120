import { afterEach, describe, expect, it, vi } from 'vitest'
import { readAnswer } from '@/lib/results/read-answer'
import { readerBundle } from '@/lib/results/reader-bundle'
import { readAnswerApart } from '@/lib/results/reader-pool'
import { ReaderThreads } from '@/lib/results/reader-threads'
import { Turns } from '@/lib/turns'
import { completed, EXPECTED, guideOutput } from '@/tests/support/boltz-files'

const warn = vi.hoisted(() => vi.fn())
vi.mock('@/lib/log', () => ({ log: { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() } }))

afterEach(() => warn.mockClear())

const good = completed(guideOutput())

describe('reading apart', () => {
  it('gives the same outcome as reading here, bytes of files included', async () => {
    expect(await readAnswerApart(good, EXPECTED)).toEqual(readAnswer(good, EXPECTED))
  })

  it('leaves the caller\'s bytes alone', async () => {
    const bytes = completed(guideOutput())
    await readAnswerApart(bytes, EXPECTED)
    expect(bytes).toEqual(good)
  })

  it('many at once all get their own outcome', async () => {
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, index) => readAnswerApart(index % 3 ? good : completed({}), EXPECTED)))
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 12 }, (_, index) => (index % 3 ? 'result' : 'missing')))
  })
})

describe('threads that die', () => {
  const crowded = completed({ x: Array.from({ length: 900_000 }, () => []) })

  const withLimits = async (limits: { readMs: number; heapMb: number }, test: (threads: ReaderThreads) => Promise<void>) => {
    const threads = new ReaderThreads(await readerBundle(), { threads: 1, ...limits })
    await test(threads).finally(() => threads.close())
  }

  it('of memory: says so, the next answer is read', () =>
    withLimits({ readMs: 60_000, heapMb: 24 }, async (threads) => {
      expect(await threads.read(crowded, EXPECTED)).toMatchObject({ kind: 'died', message: expect.stringContaining('24 MB of memory') })
      expect((await threads.read(good, EXPECTED)).kind).toBe('result')
      expect(warn).toHaveBeenCalledTimes(1)
    }))

  it('of time: says so, the next answer is read', () =>
    withLimits({ readMs: 1, heapMb: 256 }, async (threads) => {
      expect(await threads.read(crowded, EXPECTED)).toMatchObject({ kind: 'died', message: expect.stringContaining('took longer') })
    }))

  it('a reader that is not there says nothing about the answer', async () => {
    const threads = new ReaderThreads('/nowhere/reader.mjs', { threads: 1, readMs: 10_000, heapMb: 64 })
    await expect(threads.read(good, EXPECTED)).rejects.toThrow()
    await threads.close()
  })
})

describe('turns', () => {
  it('lets so many run at once, in order, and goes on after a failure', async () => {
    const turns = new Turns(2)
    const begun: number[] = []
    const endings: (() => void)[] = []
    const tasks = [0, 1, 2, 3].map((task) =>
      turns.take(async () => {
        begun.push(task)
        await new Promise<void>((resolve) => endings.push(resolve))
        if (task === 0) throw new Error('fails')
        return task
      }).catch(() => 'failed'),
    )
    await vi.waitFor(() => expect(begun).toEqual([0, 1]))
    endings[0]?.()
    await vi.waitFor(() => expect(begun).toEqual([0, 1, 2]))
    endings[1]?.()
    await vi.waitFor(() => expect(begun).toEqual([0, 1, 2, 3]))
    endings[2]?.()
    endings[3]?.()
    expect(await Promise.all(tasks)).toEqual(['failed', 1, 2, 3])
  })
})
