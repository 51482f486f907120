// The real server with an endpoint as RunPod is, without a look-up, killed around the call: what nobody knows is never sent again by a
// machine, and ends by the job's webhook, by a person's wish, or by time.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PredictionView } from '@/lib/predictions/schema'
import type { CrashPoint } from '@/lib/test-switches-schema'
import { expectAllKept } from '../../support/aftermath'
import { base64, poseCif } from '../../support/boltz-files'
import { until } from '../../support/calls'
import { expectNoSecretsInLogs } from '../../support/log-secrets'
import { openMortalServer, type MortalServer } from '../../support/mortal-server'
import { SEQUENCE } from '../../support/patient-client'
import { leftBehind } from './left-behind'
import { DEMO_HEADERS } from '../../support/demo'

type Way = 'webhook' | 'runAgain' | 'cancel' | 'time'
/** Whether the endpoint took the job before the server died, and how nobody's knowing ends. */
type Play = { point: CrashPoint; taken: boolean; way: Way }

const MORE_PLAYS: Play[] = [
  { point: 'afterT2b', taken: false, way: 'time' },
  { point: 'acceptedAnswerUnread', taken: true, way: 'webhook' },
  { point: 'answerReadBeforeT3', taken: true, way: 'runAgain' },
]
/** Each point and each way once; the other pairs with ATOMERA_TEST_LONG=yes. */
const PLAYS: Play[] = [
  { point: 'afterT2b', taken: false, way: 'cancel' },
  { point: 'halfOfTheRequestSent', taken: false, way: 'runAgain' },
  { point: 'acceptedAnswerUnread', taken: true, way: 'time' },
  { point: 'answerReadBeforeT3', taken: true, way: 'webhook' },
  ...(process.env.ATOMERA_TEST_LONG === 'yes' ? MORE_PLAYS : []),
]
const PAST_ALL_DEADLINES_MS = 8 * 3_600_000
const REAL_OUTPUT = { pose_files: { 'pose_0.cif': base64(poseCif([{ chainId: 'A', type: 'protein', residues: SEQUENCE.length }])) } }

let house: MortalServer
beforeAll(async () => {
  house = await openMortalServer(({ url, endpoint }) => ({ RUNPOD_API_KEY: endpoint.apiKey, RUNPOD_ENDPOINT_ID: endpoint.endpointId, RUNPOD_ENDPOINT_BASE_URL: endpoint.baseUrl, PUBLIC_URL: url }))
  await house.control.everyJob({ kind: 'garbage', output: REAL_OUTPUT })
}, 90_000)
afterAll(() => house.close(), 60_000)

/** Submits one whose server dies at the point, and waits until it is known that nobody knows. */
async function unknownAfter({ point, way }: Play, accepted: string[]): Promise<PredictionView> {
  const { client } = house
  const left = await leftBehind(house, { keys: `${point}-1-${way}%`, point, pass: 1 }, accepted)
  await house.start([`${point}:1`], () => expect.poll(left, { timeout: 10_000, message: `what is left behind at ${point}` }).toBe(true))
  const id = await client.submit(`${point}-1-${way}`)
  accepted.push(id)
  const [seen] = await client.untilAll([id], ({ attempts }) => attempts[0]?.state === 'SUBMIT_UNKNOWN')
  expect(house.ends()).toEqual(['ended by SIGKILL'])
  return seen ?? expect.fail('it is gone')
}

const attemptsOf = (id: string) => house.sql<{ id: string; failureCode: string | null }>('SELECT id, failure_code AS "failureCode" FROM attempt WHERE prediction_id = $1 ORDER BY number', [id])

/** Calls of /run that arrived whole, for one attempt. */
const callsFor = async (attempt: string): Promise<number> => (await house.control.requests()).filter(({ route, body }) => route === 'run' && body.includes(attempt)).length

async function runAgain(id: string): Promise<void> {
  const answer = await fetch(new URL(`/api/v1/predictions/${id}/retry`, house.url), { method: 'POST', headers: { ...DEMO_HEADERS, 'content-type': 'application/json' }, body: JSON.stringify({ acceptDoubleBilling: true }) })
  expect(answer.status).toBe(202)
}

/** Lets the unknown submit end in its way. @returns the state that it must have come to */
async function letEnd(way: Way, id: string): Promise<string> {
  const { control, client } = house
  if (way === 'runAgain') await runAgain(id)
  if (way === 'cancel') await client.cancel(id)
  await control.settings({ workers: 2, webhookOn: way === 'webhook' ? ['COMPLETED'] : [] })
  if (way === 'time') await house.pass(PAST_ALL_DEADLINES_MS)
  await client.untilEnded([id])
  return { webhook: 'COMPLETED', 'runAgain': 'COMPLETED', cancel: 'CANCELLED', time: 'FAILED' }[way]
}

test.each(PLAYS)('$point, then $way', async (play) => {
  const { client, control } = house
  const accepted: string[] = []
  await control.settings({ workers: 0 })
  const { id } = await unknownAfter(play, accepted)
  const [first] = await attemptsOf(id)
  // What comes after it is submitted as soon as the endpoint shows health: the machine is at work, and leaves this one alone.
  const other = await client.submit(`${play.point}-1-${play.way}-other`)
  accepted.push(other)
  await client.untilAll([other], ({ status }) => status === 'IN_QUEUE')

  const end = await letEnd(play.way, id)
  // Whatever came of it for people, the attempt itself ends too.
  if (play.way !== 'webhook') await house.pass(PAST_ALL_DEADLINES_MS)
  await until(() => client.view(id), ({ attempts }) => attempts[0]?.state === 'ENDED')
  await client.untilEnded([other])
  const views = await expectAllKept({ client, databaseUrl: house.databaseUrl, ledger: await control.ledger(), accepted })
  expect(views[0]).toMatchObject({ status: end, generation: play.way === 'runAgain' ? 2 : 1 })
  expect(await callsFor(first?.id ?? '')).toBe(play.taken ? 1 : 0)
  const attempts = await attemptsOf(id)
  expect(attempts.map(({ failureCode }) => failureCode)).toEqual({ webhook: [null], 'runAgain': ['SUBMIT_LOST', null], cancel: ['SUBMIT_LOST'], time: ['SUBMIT_LOST'] }[play.way])
  await house.cut()
}, 240_000)

test('the logs of all that hold no secret', () => expectNoSecretsInLogs({ ...house, sequences: [SEQUENCE] }))
