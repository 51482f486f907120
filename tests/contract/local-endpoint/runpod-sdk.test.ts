// RunPod's own JavaScript SDK drives the local endpoint unchanged.
import runpodSdk from 'runpod-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalEndpoint } from '@/local-endpoint/server'
import { callsOf, dataFolder, dropFolder, runBody, startHere } from './start'

const folder = dataFolder()
let endpoint: LocalEndpoint
let sdk: NonNullable<ReturnType<ReturnType<typeof runpodSdk>['endpoint']>>

beforeAll(async () => {
  endpoint = await startHere(folder)
  const found = runpodSdk(endpoint.apiKey, { baseUrl: endpoint.baseUrl }).endpoint(endpoint.endpointId)
  if (found === null) throw new Error('the SDK refused the endpoint id')
  sdk = found
})

afterAll(async () => {
  await endpoint.close()
  dropFolder(folder)
})

describe('runpod-sdk', () => {
  it('run, statusSync and status: a job goes from the queue to its output', async () => {
    const started = await sdk.run(runBody('sdk-1'))
    expect(started).toMatchObject({ status: 'IN_QUEUE' })
    expect(started.id).toMatch(/^[0-9a-f-]{36}-u1$/)
    const ended = await sdk.statusSync(started.id, 60_000)
    expect(ended).toMatchObject({ status: 'COMPLETED', completed: true, succeeded: true, output: { simulated: true } })
    expect(await sdk.status(started.id)).toMatchObject({ id: started.id, status: 'COMPLETED' })
  })

  it('runSync: waits for the result, under an id of its own kind', async () => {
    const ended = await sdk.runSync(runBody('sdk-2'), 60_000)
    expect(ended).toMatchObject({ status: 'COMPLETED', completed: true, output: { simulated: true } })
    expect(ended.id).toMatch(/^sync-/)
  })

  it('cancel: a queued job ends CANCELLED', async () => {
    const { control } = callsOf(endpoint)
    await control('POST', 'settings', { workers: 0 })
    const { id } = await sdk.run(runBody('sdk-3'))
    expect(await sdk.cancel(id)).toMatchObject({ id, status: 'CANCELLED' })
    expect(await sdk.status(id)).toMatchObject({ status: 'CANCELLED' })
    await control('POST', 'reset')
  })

  it('purgeQueue and health: queued jobs go, and the counters agree', async () => {
    const { control } = callsOf(endpoint)
    await control('POST', 'settings', { workers: 0 })
    await sdk.run(runBody('sdk-4'))
    await sdk.run(runBody('sdk-5'))
    const before = await sdk.health()
    expect(before).toMatchObject({ jobs: { completed: 2, failed: 0, inProgress: 0, inQueue: 2, retried: 0 } })
    expect(Object.keys(before.workers).sort()).toEqual(['idle', 'initializing', 'ready', 'running', 'throttled', 'unhealthy'])
    expect(await sdk.purgeQueue()).toEqual({ removed: 2, status: 'completed' })
    expect(await sdk.health()).toMatchObject({ jobs: { inQueue: 0 } })
    await control('POST', 'reset')
  })

  it('status of an unknown job throws with 404', async () => {
    await expect(sdk.status('nobody-u1')).rejects.toMatchObject({ response: { status: 404 } })
  })
})
