// The letters: whom they go to, the link on a line of its own, and until when it works.
import { expect, it } from 'vitest'
import { invitationLetter, passwordLetter } from '@/lib/mail/letters'

const LINK = 'https://atomera.example.org/join#abc'
const expiresAt = new Date('2026-03-08T12:34:56Z')

it('an invitation says who invites whom into what, as what, until when', () => {
  const letter = invitationLetter({ to: 'guest@example.org', link: LINK, teamName: 'Kinases', role: 'scientist', invitedBy: 'Ada', expiresAt })
  expect(letter.subject).toBe('Invitation into the team "Kinases"')
  expect(letter.text).toContain('Ada invites you into the team "Kinases" at Atomera, as scientist.')
  expect(letter.text).toContain(`\n${LINK}\n`)
  expect(letter.text).toContain('2026-03-08 12:34 UTC')
})

it('a new password says what becomes of the old one', () => {
  const letter = passwordLetter({ to: 'ada@example.org', link: LINK, name: 'Ada', expiresAt })
  expect(letter.text).toContain(`\n${LINK}\n`)
  expect(letter.text).toContain('your password stays as it is')
})
