// Which Node is new enough.
import { expect, it } from 'vitest'
import { isNodeNewEnough } from '@/scripts/launcher/node-version.mjs'

it.each([
  ['20.19.0', true],
  ['22.1.0', true],
  ['20.18.9', false],
  ['18.20.1', false],
  ['8.9.0', false],
])('%s: %s', (version, isEnough) => {
  expect(isNodeNewEnough(version)).toBe(isEnough)
})
