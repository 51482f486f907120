// The real server, killed at each named point on the way to the endpoint, at the first, second, ... pass until none is hit; started again, everything ends.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CrashPoint } from '@/lib/test-switches-schema'
import { expectNoSecretsInLogs } from '../../support/log-secrets'
import { openMortalServer, type MortalServer } from '../../support/mortal-server'
import { SEQUENCE } from '../../support/patient-client'
import { playUntilNotHit } from './crash-round'

const ON_THE_WAY: CrashPoint[] = ['beforeT1Commits', 'afterT1', 'afterT2', 'afterT2b', 'halfOfTheRequestSent', 'acceptedAnswerUnread', 'answerReadBeforeT3', 'afterT3']

let house: MortalServer
beforeAll(async () => { house = await openMortalServer() }, 90_000)
afterAll(() => house.close(), 60_000)

test.each(ON_THE_WAY)('%s', async (point) => {
  const hits = await playUntilNotHit(house, { point, cancelled: 1 })
  // Both may be claimed at once.
  expect(hits).toBeGreaterThanOrEqual(point === 'afterT2' ? 1 : 2)
}, 240_000)

test('the logs of all that hold no secret', () => expectNoSecretsInLogs({ ...house, sequences: [SEQUENCE] }))
