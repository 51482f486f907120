// The plan of a soak comes from its seed alone, and the search for secrets finds what it is meant to find.
import { describe, expect, test } from 'vitest'
import { leaksIn, tokenOf } from '../../support/log-leaks'
import { createTurns } from '../../soak/load'
import { planErrands, planLives, type Shape } from '../../soak/plan'

const shape: Shape = { seed: 7, predictions: 500, faultMs: 60_000, delayMs: 2_000, serverLifeMs: 10_000, endpointLifeMs: 8_000, cutConnectionsMs: 0, leastKills: 1, clockAheadMs: 0, drainMs: 1 }

describe('a plan', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(planErrands(shape)).toEqual(planErrands(shape))
    expect(planErrands({ ...shape, seed: 8 })).not.toEqual(planErrands(shape))
    const lives = (name: string) => Array.from({ length: 20 }, ((all) => () => all.next().value)(planLives(7, name, 10_000)))
    expect(lives('server')).toEqual(lives('server'))
    expect(lives('endpoint')).not.toEqual(lives('server'))
  })

  test('has everything in it: people, repeats, other bodies, all deeds, lives cut short', () => {
    const errands = planErrands(shape)
    expect(new Set(errands.map(({ key }) => key)).size).toBe(500)
    expect(new Set(errands.map(({ person }) => person)).size).toBe(8)
    expect(new Set(errands.map(({ deed }) => deed))).toEqual(new Set(['nothing', 'cancel', 'delete', 'cancelAndRunAgain', 'runAgainIfFailed', 'cancelAndDelete']))
    expect(errands.some(({ atOnce }) => atOnce > 1) && errands.some(({ triesAnotherBody }) => triesAnotherBody)).toBe(true)
    expect(Math.max(...errands.map(({ atMs }) => atMs))).toBeLessThan(60_000)
    const lives = planLives(7, 'server', 10_000)
    expect(Array.from({ length: 50 }, () => lives.next().value?.isCutShort)).toEqual(expect.arrayContaining([true, false]))
  })
})

describe('a log', () => {
  const token = tokenOf(`http://127.0.0.1:3000/api/webhooks/runpod/att_1/${'aB3_-'.repeat(8)}xyz`)
  const secrets = { known: [['the key', 'k-12345']] as [string, string][], tokens: new Set([token]) }

  test('that holds none', () => expect(leaksIn(`{"attempt":"att_1","sha":"${'0'.repeat(64)}"}`, secrets)).toEqual([]))
  test('that holds a key', () => expect(leaksIn('Bearer k-12345', secrets)).toEqual(['the key']))
  test('that holds a token, alone or grown together with other text', () => {
    expect(leaksIn(`POST /api/webhooks/runpod/att_1/${token} 200`, secrets)).toEqual(['a webhook token'])
    expect(leaksIn(`x-${token}_y`, secrets)).toEqual(['a webhook token'])
  })
})

test('turns: no more at once than there are hands, in order, also after a failure', async () => {
  const turn = createTurns(2)
  const order: number[] = []
  let open = 0
  let most = 0
  const work = (name: number) => async () => {
    most = Math.max(most, (open += 1))
    order.push(name)
    await new Promise((resolve) => setImmediate(resolve))
    open -= 1
    if (name === 1) throw new Error('failed')
  }
  const outcomes = await Promise.allSettled([0, 1, 2, 3, 4].map((name) => turn(work(name))))
  expect([most, order, outcomes.map(({ status }) => status)]).toEqual([2, [0, 1, 2, 3, 4], ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']])
})
