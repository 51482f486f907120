// Signing in, setting up and changing the password, as the API takes them. Pure.
import { z } from 'zod'
import { TEAM_ROLES } from '@/lib/access/permissions'
import { PersonName, TeamName } from '@/lib/teams/schema'

/** In characters. Length is what makes a password strong; the upper bound is what hashing takes without being a way to keep the server busy. */
export const PASSWORD_BOUNDS = { min: 12, max: 128 }

export const Email = z.string().trim().toLowerCase().max(254, 'An e-mail address has at most 254 characters.').pipe(z.email('That is not an e-mail address.'))

export const NewPassword = z
  .string()
  .min(PASSWORD_BOUNDS.min, `A password of at least ${PASSWORD_BOUNDS.min} characters, please: a few words are easy to remember.`)
  .max(PASSWORD_BOUNDS.max, `A password of at most ${PASSWORD_BOUNDS.max} characters, please.`)
  .refine((text) => new Set(text).size > 4, 'A password that is not the same few characters again and again, please.')

/** A password as it was given: whether it has the form of a new one says nothing about whether it is the right one. */
const GivenPassword = z.string().min(1, 'Type your password.').max(PASSWORD_BOUNDS.max, `A password has at most ${PASSWORD_BOUNDS.max} characters.`)

export const SignIn = z.strictObject({ email: Email, password: GivenPassword })
export type SignIn = z.infer<typeof SignIn>

export const DEMO_ROLES = ['scientist', 'lead', 'admin'] as const
export type DemoRole = (typeof DEMO_ROLES)[number]
export const SignInDemo = z.strictObject({ role: z.enum(DEMO_ROLES) })

export const ChooseTeam = z.strictObject({ teamId: z.string().max(64) })

export const ChangePassword = z.strictObject({ current: GivenPassword, next: NewPassword })
export type ChangePassword = z.infer<typeof ChangePassword>

/** As it stands in a link that was given out. */
export const LinkToken = z.string().min(1, 'The link is not whole.').max(100, 'The link is not whole.')

export const AskForPasswordLink = z.strictObject({ email: Email })

export const SetNewPassword = z.strictObject({ token: LinkToken, password: NewPassword })
export type SetNewPassword = z.infer<typeof SetNewPassword>

/** A link that was made, and how it reaches whom it is for. */
export const HandedOutLink = z.object({
  expiresAt: z.iso.datetime(),
  link: z.string().nullable().describe('To be passed on by hand; it is shown this once. null: it was sent'),
  sentTo: z.string().nullable(),
  trouble: z.string().nullable().describe('Why it could not be sent, in the words of the mail server'),
})
export type HandedOutLink = z.infer<typeof HandedOutLink>

export const SetUp = z.strictObject({
  code: z.string().trim().min(1, 'Type the code that the console shows.').max(64, 'The code is shorter than that.'),
  teamName: TeamName,
  name: PersonName,
  email: Email,
  password: NewPassword,
})
export type SetUp = z.infer<typeof SetUp>

export const MemberRole = z.enum(TEAM_ROLES)
