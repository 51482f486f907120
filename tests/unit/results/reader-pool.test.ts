import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { readAnswer } from '@/lib/results/read-answer'
import { readerBundle } from '@/lib/results/reader-bundle'
import { readAnswerApart } from '@/lib/results/reader-pool'
import { ReaderThreads } from '@/lib/results/reader-threads'
import { Turns } from '@/lib/turns'
import { base64, completed, EXPECTED, guideOutput } from '@/tests/support/boltz-files'

const warn = vi.hoisted(() => vi.fn())
vi.mock('@/lib/log', () => ({ log: { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() } }))

afterEach(() => warn.mockClear())

const good = () => new Uint8Array(completed(guideOutput()))

describe('reading apart', () => {
  it('gives the same outcome as reading here, bytes of files included', async () => {
    const outcome = await readAnswerApart(good(), EXPECTED)
    if (outcome.kind !== 'result') throw new Error(outcome.message)
    const files = outcome.files.map(({ gzip, ...file }) => ({ ...file, content: new Uint8Array(gunzipSync(gzip)) }))
    expect({ ...outcome, files }).toEqual(readAnswer(good(), EXPECTED))
  })

  it('takes the bytes over, so that there are never two of them', async () => {
    const bytes = good()
    await readAnswerApart(bytes, EXPECTED)
    expect(bytes.length).toBe(0)
  })

  it('many at once all get their own outcome', async () => {
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, index) => readAnswerApart(index % 3 ? good() : new Uint8Array(completed({})), EXPECTED)))
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 12 }, (_, index) => (index % 3 ? 'result' : 'missing')))
  })
})

describe('threads that die', () => {
  /** As many atoms as are read, each in a residue of its own. */
  const crowded = () => {
    const rows = Array.from({ length: 150_000 }, (_, atom) => `ATOM ${atom} C CA ALA ${atom} A ${atom % 900}.5 1 1 50`)
    const columns = ['group_PDB', 'id', 'type_symbol', 'label_atom_id', 'label_comp_id', 'label_seq_id', 'label_asym_id', 'Cartn_x', 'Cartn_y', 'Cartn_z', 'B_iso_or_equiv']
    return new Uint8Array(completed({ pose_files: { 'pose_0.cif': base64(['data_x', 'loop_', ...columns.map((column) => `_atom_site.${column}`), ...rows, ''].join('\n')) } }))
  }

  const withLimits = async (limits: { readMs: number; heapMb: number }, test: (threads: ReaderThreads) => Promise<void>) => {
    const threads = new ReaderThreads(await readerBundle(), { threads: 1, ...limits })
    await test(threads).finally(() => threads.close())
  }

  it('of memory: says so, the next answer is read', () =>
    withLimits({ readMs: 60_000, heapMb: 16 }, async (threads) => {
      expect(await threads.read(crowded(), EXPECTED)).toMatchObject({ kind: 'died', message: expect.stringContaining('16 MB of memory') })
      expect((await threads.read(good(), EXPECTED)).kind).toBe('result')
      expect(warn).toHaveBeenCalledTimes(1)
    }))

  it('of time: says so, the next answer is read', () =>
    withLimits({ readMs: 1, heapMb: 256 }, async (threads) => {
      expect(await threads.read(crowded(), EXPECTED)).toMatchObject({ kind: 'died', message: expect.stringContaining('took longer') })
    }))

  it('a reader that is not there says nothing about the answer', async () => {
    const threads = new ReaderThreads('/nowhere/reader.mjs', { threads: 1, readMs: 10_000, heapMb: 64 })
    await expect(threads.read(good(), EXPECTED)).rejects.toThrow()
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
