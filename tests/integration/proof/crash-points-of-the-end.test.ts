// The real server, killed at each named point between the end of a run and its result, and while it cancels; started again, everything ends.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectNoSecretsInLogs } from '../../support/log-secrets'
import { openMortalServer, type MortalServer } from '../../support/mortal-server'
import { SEQUENCE } from '../../support/patient-client'
import { playUntilNotHit, type Play } from './crash-round'

const AT_THE_END: Play[] = [
  { point: 'webhookReadBeforeWrite', cancelled: 0 },
  { point: 'rawStoredBeforeResult', cancelled: 0 },
  { point: 'afterResult', cancelled: 0 },
  { point: 'cancelSentAnswerUnread', cancelled: 2 },
]

let house: MortalServer
beforeAll(async () => {
  house = await openMortalServer()
  // Each webhook is sent when the round says so: one that is owed would come again in another round.
  await house.control.settings({ webhookOn: [] })
}, 90_000)
afterAll(() => house.close(), 60_000)

test.each(AT_THE_END)('$point', async (play) => {
  expect(await playUntilNotHit(house, play)).toBeGreaterThanOrEqual(2)
}, 240_000)

test('the logs of all that hold no secret', () => expectNoSecretsInLogs({ ...house, sequences: [SEQUENCE] }))
