// The letters that are sent, as plain text. Pure.
import type { TeamRole } from '@/lib/access/permissions'

export type Letter = { to: string; subject: string; text: string }

const day = (moment: Date): string => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`

type Invitation = { to: string; link: string; teamName: string; role: TeamRole; invitedBy: string; expiresAt: Date }

export const invitationLetter = ({ to, link, teamName, role, invitedBy, expiresAt }: Invitation): Letter => ({
  to,
  subject: `Invitation into the team "${teamName}"`,
  text: `${invitedBy} invites you into the team "${teamName}" at Atomera, as ${role}.

Open this link to accept. It works once, for this address, until ${day(expiresAt)}:

${link}

If you do not know what this is about, leave it: nothing happens without you.
`,
})

type PasswordLink = { to: string; link: string; name: string; expiresAt: Date }

export const passwordLetter = ({ to, link, name, expiresAt }: PasswordLink): Letter => ({
  to,
  subject: 'A new password for Atomera',
  text: `Hello ${name},

open this link to set a new password for your account at Atomera. It works once, until ${day(expiresAt)}, and signs you out everywhere else:

${link}

If you did not ask for it, leave it: your password stays as it is.
`,
})
