// The shapes of the audit: what a line holds, what narrows the list, and a page of it on the HTTP API.
import { z } from 'zod'
import { dayFrom } from '@/lib/calendar-day'

const AuditValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()])
export type AuditValue = z.infer<typeof AuditValue>

const Change = z.object({ from: AuditValue, to: AuditValue })

/** Before and after of what became otherwise, and what else belongs to the deed. Never a secret: of a key, that there is one, and its end. */
export const AuditDetail = z.object({ changes: z.record(z.string(), Change).optional(), facts: z.record(z.string(), AuditValue).optional() })
export type AuditDetail = z.infer<typeof AuditDetail>

/** What narrowed a list that was taken out, as it stands in the facts. Ids may be many, and are counted beside it. */
export const filterFacts = ({ ids, sort: _sort, ...filter }: Readonly<Record<string, unknown>>): string[] => [
  ...(ids === undefined ? [] : ['chosen one by one']),
  ...Object.entries(filter).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`${name}: ${String(value)}`])),
]

const Day = z.string().refine((text) => dayFrom(text) !== '', 'Give a day as YYYY-MM-DD.')
const Word = (most: number) => z.string().trim().max(most).regex(/^[^\p{Cc}\p{Surrogate}]*$/u, 'Leave out characters that cannot be seen.')

/** What narrows the list; an empty text counts as left out. Days are in UTC, both included. */
export const AuditFilter = z.object({
  /** Id of who did it. */
  person: Word(64).optional(),
  verb: Word(64).optional(),
  /** Id of what it was done to, or a part of its name. */
  subject: Word(120).optional(),
  /** Id of the team. */
  team: Word(64).optional(),
  from: Day.or(z.literal('')).optional(),
  to: Day.or(z.literal('')).optional(),
})
export type AuditFilter = z.infer<typeof AuditFilter>

export const ListAudit = AuditFilter.extend({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(200).optional() })
export type ListAudit = z.infer<typeof ListAudit>

export const AuditLineView = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  actor: z.object({ id: z.string(), name: z.string() }),
  verb: z.string(),
  subject: z.object({ id: z.string(), name: z.string().nullable() }),
  team: z.object({ id: z.string(), name: z.string().nullable() }),
  from: z.object({
    address: z.string().nullable().meta({ description: 'IP address at the other end of the request; null: not recorded.' }),
    via: z.enum(['browser', 'program', 'apiKey']).nullable(),
    apiKey: z.object({ id: z.string(), name: z.string() }).nullable(),
  }),
  words: z.string().meta({ description: 'The line as one sentence.' }),
  detail: AuditDetail,
})
export type AuditLineView = z.infer<typeof AuditLineView>

export const AuditPage = z.object({ items: z.array(AuditLineView), nextCursor: z.string().nullable() })
export type AuditPage = z.infer<typeof AuditPage>

/** What the list can be narrowed to. */
export type AuditChoices = { people: { id: string; name: string }[]; teams: { id: string; name: string }[] }
