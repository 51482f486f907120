// The order in which things are stopped.
import { expect, it } from 'vitest'
import { trackRunning } from '@/scripts/launcher/running'

it('stops by rank, whatever started first, and only once', async () => {
  const stopped: string[] = []
  const running = trackRunning()
  await running.own(3, async () => void stopped.push('database'))
  await running.own(1, async () => void stopped.push('app'))
  await running.own(2, async () => void stopped.push('endpoint'))
  await Promise.all([running.stopAll(), running.stopAll()])
  expect(stopped).toEqual(['app', 'endpoint', 'database'])
})

it('stops at once what is started during the stop', async () => {
  const stopped: string[] = []
  const running = trackRunning()
  await running.stopAll()
  await running.own(1, async () => void stopped.push('late'))
  expect(stopped).toEqual(['late'])
})
