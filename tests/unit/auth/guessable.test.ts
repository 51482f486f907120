// Which new passwords are refused though they are long enough, and that the looking stays short.
import { expect, test } from 'vitest'
import { demandUnguessable } from '@/lib/auth/guessable'

const ADA = ['Ada Lovelace', 'ada.lovelace@example.org', 'Analytical']
const isTaken = (password: string): boolean => {
  try {
    demandUnguessable(password, 'password', ADA)
    return true
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'INVALID_REQUEST', complaints: [{ at: 'password', message: expect.stringContaining('Take a few words') }] })
    return false
  }
}

test.each(['password1234', 'Password1234!', 'P@ssw0rd2026!', '123456789012', 'qwertyuiop12', '1q2w3e4r5t6y', 'iloveyou1234', 'letmeinletmein', 'adminadminadmin', 'unbelievable', 'abcdefghijkl'])('%s is refused as a common one', (password) => expect(isTaken(password)).toBe(false))

test.each(['adalovelace1', 'Lovelace2026', 'analytical123', 'ada.lovelace@example.org', 'atomera2026!', 'AtomeraAtomera'])('%s is refused as made of what is known of the person', (password) => expect(isTaken(password)).toBe(false))

test.each(['correct horse battery staple', 'engines that compute', 'a few easy words', 'kmzuxqplwvra', 'Ångström twelve'])('%s is taken', (password) => expect(isTaken(password)).toBe(true))

test('a password that is made to be looked at for long is not', () => {
  const begun = performance.now()
  isTaken('p@$$w0rd'.repeat(16))
  isTaken('4@8({[<369&#!1/|0$5+7%2'.repeat(6).slice(0, 128))
  expect(performance.now() - begun).toBeLessThan(1_000)
})
