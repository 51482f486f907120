// When claims whose commit was not answered are given back: after a failure, before the next claim, and never beside one under way.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LostClaims } from '@/lib/predictions/lost-claims'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const fail = () => Promise.reject(new Error('the connection is gone'))
const claimed = () => Promise.resolve('claimed')

function watched() {
  const giveBack = vi.fn(async () => 0)
  return { giveBack, claims: new LostClaims(giveBack) }
}

describe('claims whose commit was not answered', () => {
  test('nothing is given back while all claims succeed', async () => {
    const { giveBack, claims } = watched()
    expect(await claims.mindedIn(claimed)).toBe('claimed')
    expect(await claims.mindedIn(claimed)).toBe('claimed')
    expect(giveBack).not.toHaveBeenCalled()
  })

  test('after a failure the next claim waits until what it left is given back', async () => {
    const { giveBack, claims } = watched()
    const order: string[] = []
    giveBack.mockImplementation(async () => {
      order.push('given back')
      return 0
    })
    await expect(claims.mindedIn(fail)).rejects.toThrow('the connection is gone')
    await claims.mindedIn(async () => order.push('claimed'))
    expect(order).toEqual(['given back', 'claimed'])
  })

  test('a commit may still be on its way: it is looked for at every claim of half a minute, and once more after it', async () => {
    const { giveBack, claims } = watched()
    await expect(claims.mindedIn(fail)).rejects.toThrow()
    for (const _ of [1, 2]) await claims.mindedIn(claimed)
    expect(giveBack).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(31_000)
    for (const _ of [1, 2]) await claims.mindedIn(claimed)
    expect(giveBack).toHaveBeenCalledTimes(3)
  })

  test('what another claim has just taken is not given back from under it', async () => {
    const { giveBack, claims } = watched()
    let finish: (value: string) => void = () => undefined
    const open = claims.mindedIn(() => new Promise<string>((resolve) => (finish = resolve)))
    await expect(claims.mindedIn(fail)).rejects.toThrow()
    await claims.mindedIn(claimed)
    expect(giveBack).not.toHaveBeenCalled()
    finish('claimed')
    expect(await open).toBe('claimed')
    await claims.mindedIn(claimed)
    expect(giveBack).toHaveBeenCalledTimes(1)
  })

  test('when giving back fails, the claim that waits for it fails, and the next tries once more', async () => {
    const { giveBack, claims } = watched()
    await expect(claims.mindedIn(fail)).rejects.toThrow()
    giveBack.mockRejectedValueOnce(new Error('still gone'))
    await expect(claims.mindedIn(claimed)).rejects.toThrow('still gone')
    expect(await claims.mindedIn(claimed)).toBe('claimed')
    expect(giveBack).toHaveBeenCalledTimes(2)
  })
})
