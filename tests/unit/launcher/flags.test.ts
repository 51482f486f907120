// The flags of `npm run up`, and the address it refuses to listen on.
import { describe, expect, it } from 'vitest'
import { demandSafeHost, upFlags } from '@/scripts/launcher/flags'

const RUNPOD = { RUNPOD_API_KEY: 'key', RUNPOD_ENDPOINT_ID: 'abc' }

describe('upFlags', () => {
  it('listens on this machine, at 3000, unless told otherwise', () => {
    expect(upFlags([])).toEqual({ host: '127.0.0.1', port: 3000 })
  })

  it('reads all of them', () => {
    expect(upFlags(['--port', '0', '--host', '::1', '--data', 'x', '--reset', '--yes', '--dev', '--stage-seconds', '0.5'])).toEqual({
      port: 0, host: '::1', data: 'x', reset: true, yes: true, dev: true, stageSeconds: 0.5,
    })
  })
})

describe('demandSafeHost', () => {
  it.each(['127.0.0.1', 'localhost', '::1'])('lets %s pass', (host) => {
    expect(() => demandSafeHost(host, RUNPOD)).not.toThrow()
  })

  it('refuses other machines while a RunPod key could be spent', () => {
    expect(() => demandSafeHost('0.0.0.0', RUNPOD)).toThrow('spend your RunPod credit')
  })

  it.each([{}, { ...RUNPOD, USE_RUNPOD: 'false' }, { RUNPOD_API_KEY: 'key' }])('lets other machines in when nothing can be spent: %j', (settings) => {
    expect(() => demandSafeHost('0.0.0.0', settings)).not.toThrow()
  })
})
