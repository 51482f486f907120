// The queue outlives its process: kill -9 of the real program at awkward moments, and a torn journal.
import { appendFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { callsOf, dataFolder, dropFolder, runBody, startHere, startProgram, whenEnded } from './start'

const folders: string[] = []
const folderOfItsOwn = () => {
  const folder = dataFolder()
  folders.push(folder)
  return folder
}

afterEach(() => folders.splice(0).forEach(dropFolder))

describe('the program', () => {
  it('loses no job to kill -9: queued, running and finished ones, voided pairs, address and ledger', { timeout: 180_000 }, async () => {
    const folder = folderOfItsOwn()
    const first = await startProgram(folder, '--stage-seconds', '0')
    const before = callsOf(first.address)
    const finished = await before.run(runBody('finished'))
    const result = await before.end(finished.id)
    await before.control('POST', 'behaviours', { behaviour: { kind: 'slow', seconds: 600 } })
    const running = await before.run(runBody('running'))
    const queued = await before.run(runBody('queued'))
    await fetch(`${first.address.baseUrl.replace('/v2', '/local')}/${first.address.endpointId}/void`, {
      method: 'POST', headers: { authorization: first.address.apiKey }, body: JSON.stringify({ job_id: 'gone', attempt: 'a' }),
    })
    first.program.kill('SIGKILL')
    await whenEnded(first.program)

    const second = await startProgram(folder, '--stage-seconds', '0')
    try {
      expect(second.address).toEqual(first.address)
      const after = callsOf(second.address)
      expect(await after.status(finished.id)).toEqual(result)
      expect((await after.end(running.id)).status).toBe('COMPLETED')
      expect((await after.end(queued.id)).status).toBe('COMPLETED')
      expect((await after.post('run', runBody('gone', 'a'))).status).toBe(409)
      const ledger = (await after.control('GET', 'ledger')).body as { id: string }[]
      expect(ledger.map(({ id }) => id)).toEqual([finished.id, running.id, queued.id])
      expect(await (await after.call('health')).json()).toMatchObject({ jobs: { completed: 3, failed: 0, inQueue: 0, inProgress: 0 } })
    } finally {
      second.program.kill('SIGTERM')
    }
    expect(await whenEnded(second.program)).toBe(0)
  })

  it('keeps its keys to its owner and says in one sentence that a port is in use', { timeout: 120_000 }, async () => {
    const folder = folderOfItsOwn()
    const { address, program } = await startProgram(folder)
    const mode = (await stat(path.join(folder, 'local-endpoint/endpoint.json'))).mode & 0o777
    expect(mode).toBe(0o600)
    await expect(startProgram(folderOfItsOwn(), '--port', new URL(address.baseUrl).port)).rejects.toThrow(/is in use/)
    program.kill('SIGTERM')
    expect(await whenEnded(program)).toBe(0)
  })
})

describe('the journal', () => {
  it('takes a torn last line for a request that was never answered', async () => {
    const folder = folderOfItsOwn()
    const first = await startHere(folder, { workers: 0 })
    const { id } = await callsOf(first).run(runBody('whole'))
    await first.close()
    await appendFile(path.join(folder, 'local-endpoint/queues/local/journal.jsonl'), '{"type":"accepted","job":{"id":"to')
    const second = await startHere(folder, { workers: 0 })
    expect((await callsOf(second).status(id)).status).toBe('IN_QUEUE')
    await second.close()
  })

  it('is refused with its place when a line in the middle is damaged', async () => {
    const folder = folderOfItsOwn()
    await (await startHere(folder, { workers: 0 })).close()
    await appendFile(path.join(folder, 'local-endpoint/queues/local/journal.jsonl'), 'nonsense\n{"type":"voided","jobId":"a","attempt":"b"}\n')
    await expect(startHere(folder)).rejects.toThrow(/damaged in line 2/)
  })

  it('forgets a job after its ttl, in any state', async () => {
    const folder = folderOfItsOwn()
    let now = 1_000_000
    const clock = { now: () => now, after: () => () => undefined }
    const endpoint = await startHere(folder, { workers: 0, clock })
    const calls = callsOf(endpoint)
    const { id } = await calls.run({ ...runBody('brief'), policy: { ttl: 60_000 } })
    now += 59_999
    expect((await calls.status(id)).status).toBe('IN_QUEUE')
    now += 1
    expect((await calls.call(`status/${id}`)).status).toBe(404)
    await endpoint.close()
  })
})
