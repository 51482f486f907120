// An audit line as a sentence, and its changes in words: "Ada Lovelace changed the time limit of a run from 24 h to 12 h". Pure.
import type { AuditDetail, AuditValue } from '@/lib/audit/schema'
import type { AuditVerb } from '@/lib/audit/verbs'
import { durationText } from '@/lib/duration'
import { SETTING_NAMES, type SettingName } from '@/lib/setting-limits'

type Line = { actorName: string; verb: string; subject: string; subjectName: string | null; detail: AuditDetail }

const SETTING_WORDS: Readonly<Record<SettingName, string>> = {
  apiKey: 'RunPod’s API key',
  endpointId: 'the endpoint id',
  useRunPod: 'whether RunPod is used',
  pollIntervalMs: 'how often to look',
  timeoutMs: 'the time limit of a run',
  queueAllowanceMs: 'the queue allowance',
  maxInFlight: 'the most runs at the endpoint',
  fallback: 'what happens while RunPod is not available',
  pricePerGpuSecond: 'the price of a GPU second',
  maxTokens: 'the largest complex',
  retentionDays: 'after how many days files of results are removed',
  retentionKeepsTagged: 'whether what is tagged keeps its files',
  msaServers: 'which MSA servers may be asked',
  msaServerUrl: 'the address of the own MSA server',
}

const isSetting = (name: string): name is SettingName => SETTING_NAMES.some((known) => known === name)

/** "binderProbability" as "binder probability". */
const spaced = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()

/** What was changed, as it stands after a verb. */
export const fieldWords = (name: string): string => (isSetting(name) ? SETTING_WORDS[name] : `the ${spaced(name)}`)

const UNITS: Record<string, string> = { s: 's', m: 'min', h: 'h', d: 'd' }
const timeWords = (milliseconds: number): string => durationText(milliseconds).replace(/[smhd]$/, (unit) => ` ${UNITS[unit] ?? unit}`)

function numberWords(name: string, value: number): string {
  if (name.endsWith('Ms')) return timeWords(value)
  if (name === 'pricePerGpuSecond') return `$${value}`
  const words = value.toLocaleString('en')
  if (/days$/i.test(name)) return `${words} days`
  return /tokens$/i.test(name) ? `${words} tokens` : words
}

/** A value before or after. A setting that is not set counts as the environment or the program has it. */
export function valueWords(name: string, value: AuditValue): string {
  if (value === null) return isSetting(name) && name !== 'apiKey' ? 'the default' : 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return numberWords(name, value)
  if (typeof value === 'string') return value
  return value.length === 0 ? 'none' : value.map((text) => `“${text}”`).join(', ')
}

const and = (parts: readonly string[]): string => (parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`)

/** One change with before and after; of several, what they are of. */
function changesWords({ changes = {} }: AuditDetail): string {
  const entries = Object.entries(changes)
  const [only] = entries
  if (entries.length !== 1 || only === undefined) return and(entries.map(([name]) => fieldWords(name)))
  const [name, { from, to }] = only
  return `${fieldWords(name)} from ${valueWords(name, from)} to ${valueWords(name, to)}`
}

const listOf = (value: AuditValue | undefined): string[] => (Array.isArray(value) ? value : [])

function tagsWords(thing: string, { changes }: AuditDetail): string {
  const [before, after] = [listOf(changes?.tags?.from), listOf(changes?.tags?.to)]
  const [put, off] = [after.filter((tag) => !before.includes(tag)), before.filter((tag) => !after.includes(tag))]
  const parts = [...(put.length > 0 ? [`tagged ${thing} ${valueWords('tags', put)}`] : []), ...(off.length > 0 ? [`took ${valueWords('tags', off)} off ${put.length > 0 ? 'it' : thing}`] : [])]
  return parts.length === 0 ? `changed the tags of ${thing}` : and(parts)
}

function noteWords(thing: string, { changes }: AuditDetail): string {
  const note = changes?.note
  const did = note?.to === null ? 'removed' : note?.from === null ? 'wrote' : 'changed'
  return `${did} the note of ${thing}`
}

const team = ({ facts }: AuditDetail): string => `“${valueWords('team', facts?.team ?? null)}”`
const role = ({ facts, changes }: AuditDetail): string => valueWords('role', changes?.role?.to ?? changes?.role?.from ?? facts?.role ?? null)
const invited = ({ facts }: AuditDetail): string => (typeof facts?.email === 'string' ? facts.email : 'whoever has the link')

const counted = (count: AuditValue | undefined, what: string): string => `${count === undefined ? 'some' : valueWords('count', count)} ${what}${count === 1 ? '' : 's'}`

function narrowed({ facts }: AuditDetail): string {
  const filter = listOf(facts?.filter)
  return filter.length === 0 ? '' : ` (${filter.join(', ')})`
}

const SENTENCES: Readonly<Partial<Record<string, (thing: string, detail: AuditDetail) => string>>> = {
  renamed: (thing, { changes }) => (changes?.name === undefined ? `renamed ${thing}` : `renamed “${valueWords('name', changes.name.from)}” to “${valueWords('name', changes.name.to)}”`),
  'ran again': (thing) => `ran ${thing} again`,
  'ran again accepting double billing': (thing) => `ran ${thing} again and accepted that both runs may be billed`,
  'used attempt': (thing, { changes, facts }) => `chose the result of attempt ${valueWords('attempt', changes?.attempt?.to ?? facts?.attempt ?? null)} for ${thing}`,
  'changed tags': tagsWords,
  'changed note': noteWords,
  'changed settings': (_thing, detail) => `changed ${changesWords(detail) || 'the settings'}`,
  'checked the endpoint': (_thing, { facts }) => `ran the conformance check on ${valueWords('endpoint', facts?.endpoint ?? null)}`,
  'set the installation up': (thing) => `set the installation up with the team ${thing}`,
  'signed in': () => 'signed in',
  'signed out': () => 'signed out',
  'failed to sign in': (thing) => `failed to sign in as ${thing}`,
  'changed the password': () => 'changed their password',
  'made an API key': (thing, { facts }) => `made the API key ${thing}${facts?.scopes === undefined ? '' : ` (${listOf(facts.scopes).join(', ')})`}`,
  'revoked an API key': (thing) => `revoked the API key ${thing}`,
  'made a password link': (thing) => `made a link by which ${thing} sets a new password`,
  'was given a password link': () => 'was given a link to set a new password by somebody at the console of the server',
  'was sent a password link': () => 'was sent a link to set a new password, as somebody had asked on the sign-in page',
  'set a new password': () => 'set a new password with a link',
  invited: (_thing, detail) => `invited ${invited(detail)} into ${team(detail)} as ${role(detail)}`,
  'revoked the invitation': (_thing, detail) => `revoked the invitation of ${invited(detail)} into ${team(detail)} as ${role(detail)}`,
  joined: (_thing, detail) => `joined ${team(detail)} as ${role(detail)} with an invitation`,
  'changed the role': (thing, detail) => `changed the role of ${thing} in ${team(detail)} from ${valueWords('role', detail.changes?.role?.from ?? null)} to ${valueWords('role', detail.changes?.role?.to ?? null)}`,
  'put into the team': (thing, detail) => `put ${thing} into ${team(detail)} as ${role(detail)}`,
  'removed from the team': (thing, detail) => `removed ${thing} from ${team(detail)}`,
  'made admin': (thing) => `made ${thing} an admin`,
  'took admin away': (thing) => `took the rights of an admin away from ${thing}`,
  disabled: (thing) => `disabled ${thing}`,
  enabled: (thing) => `enabled ${thing}`,
  'renamed the team': (_thing, { changes }) => `renamed the team “${valueWords('name', changes?.name?.from ?? null)}” to “${valueWords('name', changes?.name?.to ?? null)}”`,
  'restored a backup': (thing, { facts }) => `put the backup ${thing} of ${valueWords('moment', facts?.madeAt ?? null)} in the place of what the database held`,
  'exported predictions': (_thing, detail) => `took ${counted(detail.facts?.predictions, 'prediction')} out as a table${narrowed(detail)}`,
  'exported results': (_thing, detail) => `took the results of ${counted(detail.facts?.predictions, 'prediction')} out as a ZIP${narrowed(detail)}`,
  'exported the audit': (_thing, detail) => `took ${counted(detail.facts?.lines, 'line')} of the audit out as a table${narrowed(detail)}`,
  'looked into the team': (thing) => `looked into the team ${thing} as an admin who is no member of it`,
} satisfies Partial<Record<AuditVerb, (thing: string, detail: AuditDetail) => string>>

/** A verb without a sentence of its own is followed by what it was done to, and by what it changed. */
function plainWords({ verb, detail }: Line, thing: string): string {
  const changes = changesWords(detail)
  return `${verb} ${thing}${changes === '' || changes.startsWith('the state') ? '' : `: ${changes}`}`
}

export function sentenceOf(line: Line): string {
  const thing = line.subjectName === null ? line.subject : `“${line.subjectName}”`
  const say = SENTENCES[line.verb]
  return `${line.actorName} ${say === undefined ? plainWords(line, thing) : say(thing, line.detail)}`
}

/** How the request came, as it stands beside the address. */
export function viaWords(via: 'browser' | 'program' | 'apiKey' | null, apiKeyName: string | null): string {
  if (via === null) return 'not recorded'
  if (via === 'apiKey') return `API key “${apiKeyName ?? 'without a name'}”`
  return via === 'browser' ? 'browser' : 'program without a key'
}
