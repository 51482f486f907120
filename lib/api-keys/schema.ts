// API keys as the API takes and shows them. The key itself is in one answer only, that of making it. Pure.
import { z } from 'zod'
import { SCOPES } from '@/lib/access/permissions'
import { KEY_LIVES } from '@/lib/api-keys/form'

const KeyName = z
  .string()
  .trim()
  .min(1, 'Give the key a name, by which you will know it again.')
  .max(60, 'A name of at most 60 characters, please.')
  .regex(/^[^\p{Cc}\p{Surrogate}]*$/u, 'Leave out characters that cannot be seen.')

export const MakeKey = z.strictObject({
  name: KeyName,
  scopes: z.array(z.enum(SCOPES)).min(1, 'Choose at least one scope.').transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope))),
  expiresInDays: z.literal(KEY_LIVES).default(90).describe('null: until it is revoked'),
})
export type MakeKey = z.infer<typeof MakeKey>

export const KeyView = z.object({
  id: z.string(),
  name: z.string(),
  team: z.object({ id: z.string(), name: z.string() }).describe('The one team whose work it opens'),
  scopes: z.array(z.enum(SCOPES)),
  tail: z.string().describe('Its last four characters'),
  state: z.enum(['works', 'expired', 'revoked']),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().describe('To within a minute; null: never'),
  revokedAt: z.iso.datetime().nullable(),
})
export type KeyView = z.infer<typeof KeyView>

export const KeyList = z.object({ items: z.array(KeyView) })
export type KeyList = z.infer<typeof KeyList>

export const MadeKey = KeyView.extend({ key: z.string().describe('The key itself, here and never again') })
export type MadeKey = z.infer<typeof MadeKey>
