// The flags of `npm run up`, and which addresses are this machine's alone.
import { describe, expect, it } from 'vitest'
import { isLoopbackAddress, upFlags } from '@/scripts/launcher/flags'

describe('upFlags', () => {
  it('listens on this machine, at 3000, unless told otherwise', () => {
    expect(upFlags([])).toEqual({ host: '127.0.0.1', port: 3000, demo: true })
  })

  it('reads all of them', () => {
    expect(upFlags(['--port', '0', '--host', '::1', '--data', 'x', '--reset', '--yes', '--dev', '--stage-seconds', '0.5', '--no-demo'])).toEqual({
      port: 0, host: '::1', data: 'x', reset: true, yes: true, dev: true, stageSeconds: 0.5, demo: false,
    })
  })
})

describe('isLoopbackAddress', () => {
  it.each(['127.0.0.1', 'localhost', '::1'])('knows %s for this machine', (host) => expect(isLoopbackAddress(host)).toBe(true))
  it.each(['0.0.0.0', '::', '192.168.1.7', 'atomera.example.org'])('knows that others reach %s', (host) => expect(isLoopbackAddress(host)).toBe(false))
})
