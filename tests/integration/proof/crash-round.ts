// One round of a crash test: two predictions on the real server, which is started to die at the n-th pass of a named point. That it died
// there is read from what it left behind; afterwards everything must end, with nothing lost and nothing sent twice.
import { expect } from 'vitest'
import type { CrashPoint } from '@/lib/test-switches-schema'
import { expectAllKept } from '../../support/aftermath'
import { until } from '../../support/calls'
import type { MortalServer } from '../../support/mortal-server'
import { leftBehind } from './left-behind'

/** `cancelled`: how many of the two are cancelled while they wait at the endpoint; the others are completed. */
export type Play = { point: CrashPoint; cancelled: 0 | 1 | 2 }

/** Passes of a point in one round at most: far more than there are. */
const MOST_PASSES = 12
const ENDED_WITHIN_MS = 90_000

/** Plays rounds with the first, second, ... pass of a point until one is not hit. @returns how many were hit */
export async function playUntilNotHit(house: MortalServer, play: Play): Promise<number> {
  for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
    const died = await playRound(house, play, pass)
    if (!died) return pass - 1
  }
  throw new Error(`${play.point} was still hit at pass ${MOST_PASSES}.`)
}

/** @returns whether the server died on the way */
async function playRound(house: MortalServer, { point, cancelled }: Play, pass: number): Promise<boolean> {
  const { client, control } = house
  const accepted: string[] = []
  await control.settings({ workers: 0 })
  const left = await leftBehind(house, { keys: `${point}-${pass}-%`, point, pass }, accepted)
  await house.start([`${point}:${pass}`], () => expect.poll(left, { timeout: 10_000, message: `what is left behind at ${point}` }).toBe(true))

  for (const number of [1, 2]) accepted.push(await client.submit(`${point}-${pass}-${number}`))
  await client.untilAll(accepted, ({ status }) => status === 'IN_QUEUE', ENDED_WITHIN_MS)
  if (point === 'webhookReadBeforeWrite') await callBack(house, accepted)
  const toCancel = accepted.slice(accepted.length - cancelled)
  for (const id of toCancel) await client.cancel(id)
  await client.untilEnded(toCancel, ENDED_WITHIN_MS)
  await control.settings({ workers: 2 })
  await client.untilEnded(accepted, ENDED_WITHIN_MS)

  const ends = house.ends()
  expect(ends).toEqual(ends.length === 0 ? [] : ['ended by SIGKILL'])
  const views = await expectAllKept({ client, databaseUrl: house.databaseUrl, ledger: await control.ledger(), accepted })
  expect(views.map(({ id, status }) => [id, status])).toEqual(accepted.map((id) => [id, toCancel.includes(id) ? 'CANCELLED' : 'COMPLETED']))
  await house.cut()
  return ends.length === 1
}

/** The endpoint calls back for each of these; a call that is cut off is not repeated here. */
export async function callBack({ client, control }: MortalServer, ids: string[]): Promise<void> {
  for (const id of ids) {
    const job = await until(async () => (await client.view(id)).attempts.find(({ current }) => current)?.jobId ?? null, (jobId) => jobId !== null)
    await control.deliver(job ?? '')
    await client.view(id)
  }
}
