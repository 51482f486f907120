// The named points at which a process may die on the way to the endpoint: what it had written is all that is left, and another goes on from there.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, untilEnded, view } from '../../support/calls'
import { sha256 } from '@/lib/crypto'
import { openStage, PEPTIDE, submitSmall, type Stage } from './stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ loop: false })
  const { announceDeployment } = await import('@/lib/compute/deployment')
  await announceDeployment()
})
afterAll(() => stage.close())

/** A holder whose advisory lock nobody holds, as after a kill. */
const DEAD_HOLDER = 999

/** T2 of a process that dies afterwards. */
async function claimed() {
  const { claimHandOvers } = await import('@/lib/predictions/hand-over')
  const taken = await claimHandOvers(DEAD_HOLDER, 1)
  const handOver = taken?.handOvers[0]
  if (taken === null || handOver === undefined) throw new Error('Nothing was claimed.')
  return { handOver, endpointRef: taken.endpoint.id }
}
type Claimed = Awaited<ReturnType<typeof claimed>>

async function callRun({ handOver }: Claimed): Promise<string> {
  const { submitRun } = await import('@/lib/compute/job-api')
  const { runRequest } = await import('@/lib/compute/run-request')
  const answer = await submitRun({ kind: 'local', ...stage.endpoint }, runRequest({ ...handOver, webhookUrl: null, uploadAddress: null }))
  if (answer.kind !== 'accepted') throw new Error(`It was not accepted: ${JSON.stringify(answer)}`)
  return answer.jobId
}

const called = async (point: Claimed): Promise<void> => {
  const { markCalling } = await import('@/lib/predictions/hand-over-store')
  expect(await markCalling(point.handOver, hashesOf(point))).toBe(true)
}

const hashesOf = ({ handOver }: Claimed) => ({ sentInputSha256: sha256('not sent yet'), sentYamlSha256: sha256(handOver.yaml), upload: null })

/** Another process starts; others may judge an interrupted submit a minute after it began. */
async function expectToEnd(id: string, { afterAMinute }: { afterAMinute: boolean }) {
  const loop = await stage.startLoop()
  try {
    if (afterAMinute) await stage.pass(61_000)
    const seen = await untilEnded(id, 40_000)
    expect(seen.status).toBe('COMPLETED')
    expect(await stage.ledgerOf(id)).toHaveLength(1)
    return seen
  } finally {
    await loop.stop()
  }
}

test('before T1 commits: nothing was accepted, and nothing is left', async () => {
  await stage.sql(`CREATE FUNCTION no_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'died here'; END $$;
    CREATE TRIGGER no_audit BEFORE INSERT ON audit_line FOR EACH ROW EXECUTE FUNCTION no_audit();`)
  const response = await call('POST', '/api/v1/predictions', { body: { name: 'Lost', complex: PEPTIDE } })
  await stage.sql('DROP TRIGGER no_audit ON audit_line; DROP FUNCTION no_audit();')
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('died here')
  expect(await stage.sql("SELECT 1 AS one FROM prediction WHERE name = 'Lost'")).toEqual([])
  expect(await stage.sql('SELECT 1 AS one FROM event')).toEqual([])
})

test('after T1, before the 202: the same request with its key finds the same prediction', async () => {
  const headers = { 'idempotency-key': 'retry-after-a-crash' }
  const body = { name: 'Sent twice', complex: PEPTIDE, options: { use_msa_server: false } }
  const [first, second] = [await submitSmall(body, headers), await submitSmall(body, headers)]
  expect(second.id).toBe(first.id)
  await expectToEnd(first.id, { afterAMinute: false })
})

describe('conformance 6: a hand-over that died', () => {
  test('after T2: never called, so the same attempt is used again at once', async () => {
    const { id } = await submitSmall()
    await claimed()
    expect((await view(id)).attempts).toMatchObject([{ state: 'PREPARED', callingAt: null }])
    expect((await expectToEnd(id, { afterAMinute: false })).attempts).toHaveLength(1)
  })

  test('after T2b, before anything was sent: voided after a minute, then a new attempt', async () => {
    const { id } = await submitSmall()
    await called(await claimed())
    expect((await expectToEnd(id, { afterAMinute: true })).attempts).toMatchObject([{ outcome: 'VOID' }, { outcome: 'COMPLETED' }])
  })

  test('accepted, the answer unread or not stored: adopted after a minute', async () => {
    const { id } = await submitSmall()
    const point = await claimed()
    await called(point)
    const jobId = await callRun(point)
    expect((await expectToEnd(id, { afterAMinute: true })).attempts).toMatchObject([{ outcome: 'COMPLETED', jobId }])
  })

  test('after T3, before anybody was told: gone on with at once', async () => {
    const { id } = await submitSmall()
    const point = await claimed()
    await called(point)
    const { markAccepted } = await import('@/lib/predictions/hand-over-answer-store')
    expect(await markAccepted(point.handOver, point.endpointRef, await callRun(point))).toBe('moved')
    expect((await expectToEnd(id, { afterAMinute: false })).attempts).toHaveLength(1)
  })

  test('a claim that was taken over does not call any more', async () => {
    const { id } = await submitSmall()
    const stale = await claimed()
    await expectToEnd(id, { afterAMinute: false })
    const { markCalling } = await import('@/lib/predictions/hand-over-store')
    expect(await markCalling(stale.handOver, hashesOf(stale))).toBe(false)
  })
})
