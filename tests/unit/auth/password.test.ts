// How passwords are kept: with a salt each, at the cost that OWASP names, and never more of them at work than memory allows.
import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from '@/lib/auth/password'
import { NewPassword } from '@/lib/auth/schema'

test('the same password is kept differently each time, and known again each time', async () => {
  const kept = [await hashPassword('correct horse battery'), await hashPassword('correct horse battery')]
  expect(kept[0]).not.toBe(kept[1])
  for (const hash of kept) {
    expect(hash).toMatch(/^scrypt\$[\w-]{22}\$[\w-]{43}$/)
    expect(await verifyPassword({ hash, password: 'correct horse battery' })).toBe(true)
    expect(await verifyPassword({ hash, password: 'correct horse batterz' })).toBe(false)
  }
}, 30_000)

test('letters typed on another keyboard are the same letters', async () => {
  expect(await verifyPassword({ hash: await hashPassword('Ångström twelve'), password: 'A\u030angstro\u0308m twelve' })).toBe(true)
}, 30_000)

test('what is not in a known form is an error, never a match', async () => {
  await expect(verifyPassword({ hash: 'plain', password: 'plain' })).rejects.toThrow('not in a known form')
})

test('a crowd is sent away with words instead of being kept waiting for minutes', async () => {
  const refused: unknown[] = []
  const many = Array.from({ length: 45 }, () => hashPassword('one of very many'))
  const settled = many.map((one) => one.then(() => undefined, (reason: unknown) => void refused.push(reason)))
  await Promise.all(settled.slice(40))
  expect(refused).toHaveLength(5)
  expect(String(refused[0])).toContain('BUSY')
  // Whoever was let in has a turn; all forty of them would take half a minute.
  await expect(many[0]).resolves.toMatch(/^scrypt\$/)
}, 60_000)

test.each([['short', false], ['eleven char', false], ['aaaaaaaaaaaaaaaa', false], ['twelve chars', true], ['x'.repeat(60) + 'abcdefg', true], ['abcdef'.repeat(30), false]])('%j as a new password: %s', (password, taken) => {
  expect(NewPassword.safeParse(password).success).toBe(taken)
})
