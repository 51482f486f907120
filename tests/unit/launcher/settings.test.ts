// .env below the environment, and one list of all faults.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSettings } from '@/scripts/launcher/settings'

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'atomera-settings-'))))
afterEach(() => rmSync(folder, { recursive: true }))
const write = (text: string) => writeFileSync(path.join(folder, '.env'), text)

it('needs no .env', () => {
  expect(readSettings(folder, { HOME: '/home/somebody' })).toEqual({})
})

it('lets the environment win, but not with a blank', () => {
  write('LOG_LEVEL=debug\nMAX_TOKENS=500\n')
  expect(readSettings(folder, { LOG_LEVEL: 'warn', MAX_TOKENS: '' })).toEqual({ LOG_LEVEL: 'warn', MAX_TOKENS: '500' })
})

it('lists every fault and where it stands', () => {
  write('RUNPOD_APIKEY=x\nUSE_RUNPOD=maybe\n')
  expect(() => readSettings(folder, { MAX_TOKENS: 'many' })).toThrow(
    /RUNPOD_APIKEY is not a setting; did you mean RUNPOD_API_KEY\? \(.env\)\n\s+USE_RUNPOD must be true or false \(.env\)\n\s+MAX_TOKENS must be .* \(environment\)/,
  )
})

it('takes an object storage from both places together, and refuses half of one', () => {
  write('S3_ENDPOINT=https://s3.example.org\nS3_BUCKET=results\nS3_ACCESS_KEY_ID=key\n')
  expect(readSettings(folder, { S3_SECRET_ACCESS_KEY: 'secret' })).toMatchObject({ S3_BUCKET: 'results', S3_SECRET_ACCESS_KEY: 'secret' })
  expect(() => readSettings(folder, {})).toThrow(/S3_SECRET_ACCESS_KEY must be set too: object storage needs all of .* \(\.env and environment\)/)
})
