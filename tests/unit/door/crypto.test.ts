// Sealed secrets open only with the same key at the same place, and ids are what addresses may carry.
import { beforeAll, describe, expect, test } from 'vitest'
import { newId, sameSecret, seal, unseal } from '@/lib/crypto'

beforeAll(() => {
  process.env.DATABASE_URL = 'postgresql://nobody@127.0.0.1:1/none'
  process.env.ATOMERA_KEY_ENCRYPTION_KEY = Buffer.alloc(32, 3).toString('base64')
})

describe('seal', () => {
  test('opens again at the same place', () => expect(unseal(seal('rpa_secret', 'endpoint.a.key'), 'endpoint.a.key')).toBe('rpa_secret'))
  test('never seals the same twice alike', () => expect(seal('x', 'p')).not.toBe(seal('x', 'p')))
  test('does not open in another row', () => expect(() => unseal(seal('x', 'endpoint.a.key'), 'endpoint.b.key')).toThrow())
  test('does not open when changed', () => {
    const sealed = seal('secret', 'p').split('.')
    const last = sealed[3] ?? ''
    sealed[3] = (last.startsWith('A') ? 'B' : 'A') + last.slice(1)
    expect(() => unseal(sealed.join('.'), 'p')).toThrow()
  })
  test('refuses what it did not make', () => expect(() => unseal('plain text', 'p')).toThrow(/known form/))
})

test('ids have a prefix and 20 letters or digits', () => expect(newId('pred')).toMatch(/^pred_[0-9a-hjkmnp-z]{20}$/))

test('secrets are compared whole', () => {
  expect(sameSecret('a', 'a')).toBe(true)
  expect(sameSecret('a', 'ab')).toBe(false)
})
