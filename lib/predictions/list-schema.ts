// The shapes of the team's history on the HTTP API: what narrows and orders the list, what people write on predictions, and what is taken out of it.
import { z } from 'zod'
import { dayFrom } from '@/lib/calendar-day'
import { DECIMAL, ERROR_CODE } from '@/lib/predictions/list-filters'
import { SORT_KEYS } from '@/lib/predictions/list-order'
import { isVisible, PredictionName, PredictionStatus } from '@/lib/predictions/schema'
import { LONGEST_NOTE, LONGEST_TAG, MOST_TAGS } from '@/lib/predictions/tags'

/** Leaves out what no column can hold. */
const Line = (most: number) => z.string().trim().max(most).refine(isVisible, 'Leave out characters that cannot be seen.')
const Score = z.string().regex(DECIMAL, 'Give a number, such as 0.7 or -1.5.').transform(Number)
const Day = z.string().refine((text) => dayFrom(text) !== '', 'Give a day as YYYY-MM-DD.')

export const Sort = z.enum(SORT_KEYS.flatMap((key) => [key, `-${key}` as const])).default('-created')
export type SortText = z.infer<typeof Sort>

/** What narrows the list. `status` is one status, or `active` / `ended`; days are of submission, in UTC, both included. */
export const PredictionFilter = z.object({
  status: z.union([PredictionStatus, z.enum(['active', 'ended'])]).optional(),
  /** Only these, chosen one by one, with commas between them. */
  ids: z.string().regex(/^\w{1,64}(,\w{1,64}){0,199}$/, 'Give at most 200 ids with commas between them.').optional(),
  /** Words that each stand in the name, person, composition, ligand (SMILES or CCD code), a tag or the note; or the id. */
  q: Line(120).optional(),
  owner: Line(64).optional(),
  tag: Line(40).optional(),
  /** Code of what it failed of. */
  error: z.string().regex(ERROR_CODE, 'Give the code of an error, such as BOLTZ_OOM.').optional(),
  simulated: z.enum(['yes', 'no']).optional(),
  from: Day.optional(),
  to: Day.optional(),
  confidenceMin: Score.optional(),
  confidenceMax: Score.optional(),
  affinityMin: Score.optional(),
  affinityMax: Score.optional(),
  probabilityMin: Score.optional(),
  probabilityMax: Score.optional(),
})
export type PredictionFilter = z.infer<typeof PredictionFilter>

/** Query of the list; `sort` is a key, descending with a minus before it. A cursor goes on in the order that it came from. */
export const ListPredictions = PredictionFilter.extend({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(2_000).optional(),
  sort: Sort,
})
export type ListPredictions = z.infer<typeof ListPredictions>

/** What the list can be narrowed to: people, tags, and what predictions failed of. */
export const ListChoices = z.object({
  people: z.array(z.object({ id: z.string(), name: z.string() })),
  tags: z.array(z.object({ name: z.string(), predictions: z.int() })),
  errors: z.array(z.object({ code: z.string(), words: z.string(), predictions: z.int() })),
})
export type ListChoices = z.infer<typeof ListChoices>

/** A tag stands in addresses and in lists: it holds neither slashes nor commas, and dots alone would name another address. */
export const TagName = z.string().trim().min(1, 'Give the tag a name.').max(LONGEST_TAG, `A tag has at most ${LONGEST_TAG} characters.`)
  .regex(/^[^/\\,]*$/, 'Leave out slashes and commas.').regex(/[^.]/, 'Dots alone make no tag.').refine(isVisible, 'Leave out characters that cannot be seen.').transform((name) => name.replace(/\s+/g, ' '))

/** Lines are kept; what cannot be seen otherwise is refused. An empty note is none. */
export const Note = z.string().trim().max(LONGEST_NOTE, `A note has at most ${LONGEST_NOTE} characters.`)
  .refine((text) => isVisible(text.replace(/[\n\r\t]/g, '')), 'Leave out characters that cannot be seen.').transform((text) => (text === '' ? null : text))

export const ChangePrediction = z.strictObject({ name: PredictionName.optional(), note: Note.nullable().optional() })
  .refine(({ name, note }) => name !== undefined || note !== undefined, 'Send a name or a note.')
export type ChangePrediction = z.infer<typeof ChangePrediction>

const TagNames = z.array(TagName).max(MOST_TAGS, `At most ${MOST_TAGS} tags at once.`).default([])

/** Tags put on and taken off everything that the filter leaves. */
export const TagMany = z.strictObject({ filter: PredictionFilter.strict(), add: TagNames, remove: TagNames })
export type TagMany = z.infer<typeof TagMany>

export const TagOutcome = z.object({
  changed: z.int(),
  unchanged: z.int(),
  /** Of others, which the person may not change. */
  notPermitted: z.int(),
  /** With as many tags as one may have. */
  full: z.int(),
})
export type TagOutcome = z.infer<typeof TagOutcome>

/** What of the list goes into a table or an archive, and in which order. */
export const ExportPredictions = PredictionFilter.extend({
  sort: Sort,
  ask: z.literal('1').optional().describe('Only asks whether the file would come: 204 without a body, or the refusal. Nothing is taken out, and the audit has no line'),
})
export type ExportPredictions = z.infer<typeof ExportPredictions>
