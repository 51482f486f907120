// Reads YAML text into a tree whose every node knows its line and column. It refuses anchors, aliases, tags, directives,
// several documents and duplicate keys; values stay text, so that nothing turns 017 into 15 or NO into false.
import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException, type Event } from 'js-yaml'
import type { Complaint } from './schema'

/** `at` is the offset in the text. */
export type YamlNode =
  | { kind: 'text'; value: string; /** Written without quotes, so that `null` or `0` may mean something. */ plain: boolean; at: number }
  | { kind: 'list'; items: YamlNode[]; at: number }
  | { kind: 'map'; entries: { key: string; keyAt: number; value: YamlNode }[]; at: number }

/** Largest text read: 10,000 residues and their keys take a hundredth of it. */
export const MAX_YAML_CHARACTERS = 1_000_000
/** Boltz's own format is 7 deep. */
const MAX_DEPTH = 20
const MAX_EVENTS = 200_000

/** `yaml:LINE:COLUMN`, both from 1. */
export function yamlPlace(text: string, offset: number): string {
  const before = text.slice(0, Math.max(0, offset))
  const line = before.split('\n').length
  return `yaml:${line}:${before.length - before.lastIndexOf('\n')}`
}

type Builder = { text: string; events: Event[]; next: number; complaints: Complaint[] }

/** A person mends a few at a time; and placing each costs a walk through the text (100,000 anchors took 196 s). */
export const MOST_YAML_COMPLAINTS = 100

function complain({ complaints, text }: Builder, offset: number, message: string): void {
  if (complaints.length < MOST_YAML_COMPLAINTS) complaints.push({ at: yamlPlace(text, offset), message })
}

function refuseMarks(builder: Builder, event: Event): void {
  if (event.type === EVENT_ID.ALIAS) {
    complain(builder, event.anchorStart, 'An alias (*name) repeats an anchor. Write the value out instead.')
  } else if ('anchorStart' in event && event.anchorStart >= 0) {
    complain(builder, event.anchorStart, 'An anchor (&name) is not accepted. Write the value out where it is needed.')
  }
  if ('tagStart' in event && event.tagStart >= 0) complain(builder, event.tagStart, 'A tag (!name) is not accepted. Write a plain or quoted value.')
}

function readMap(builder: Builder, at: number): YamlNode {
  const entries: { key: string; keyAt: number; value: YamlNode }[] = []
  const seen = new Set<string>()
  for (let key = readNode(builder, at); key !== null; key = readNode(builder, at)) {
    const value = readNode(builder, key.at)
    if (value === null) break
    if (key.kind !== 'text') {
      complain(builder, key.at, 'A key must be a plain word.')
      continue
    }
    if (seen.has(key.value)) complain(builder, key.at, `The key “${key.value.slice(0, 40)}” stands here twice. Keep one.`)
    seen.add(key.value)
    entries.push({ key: key.value, keyAt: key.at, value })
  }
  return { kind: 'map', entries, at }
}

function readList(builder: Builder, at: number): YamlNode {
  const items: YamlNode[] = []
  for (let item = readNode(builder, at); item !== null; item = readNode(builder, at)) items.push(item)
  return { kind: 'list', items, at }
}

/** The next node, or null at the end of the collection it stands in. `near` places a value that was left empty. */
function readNode(builder: Builder, near: number): YamlNode | null {
  const event = builder.events[builder.next]
  builder.next += 1
  if (!event || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return null
  refuseMarks(builder, event)
  if (event.type === EVENT_ID.MAPPING) return readMap(builder, event.start)
  if (event.type === EVENT_ID.SEQUENCE) return readList(builder, event.start)
  if (event.type === EVENT_ID.ALIAS) return { kind: 'text', value: '', plain: false, at: event.anchorStart }
  const plain = event.style === SCALAR_STYLE.PLAIN
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED
  const at = event.valueStart < 0 ? near : event.valueStart - (quoted ? 1 : 0)
  return { kind: 'text', value: getScalarValue(builder.text, event), plain, at }
}

function readEvents(text: string): Event[] | Complaint {
  try {
    return parseEvents(text, { maxDepth: MAX_DEPTH })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const { mark } = error
    const at = mark ? `yaml:${mark.line + 1}:${mark.column + 1}` : 'yaml:1:1'
    return { at, message: `This is not valid YAML: ${error.reason}.` }
  }
}

/** The tree of the only document in the text, or every complaint about its form. */
export function readYamlTree(text: string): { ok: true; root: YamlNode } | { ok: false; complaints: Complaint[] } {
  const refuse = (message: string) => ({ ok: false as const, complaints: [{ at: 'yaml:1:1', message }] })
  if (/^\s*>/.test(text)) return refuse('This looks like FASTA. Give Boltz-2’s YAML, or paste the sequence into a protein, DNA or RNA entity.')
  if (text.length > MAX_YAML_CHARACTERS) {
    return refuse(`The YAML has ${text.length.toLocaleString('en')} characters; at most ${MAX_YAML_CHARACTERS.toLocaleString('en')} are read.`)
  }
  const events = readEvents(text)
  if (!Array.isArray(events)) return { ok: false, complaints: [events] }
  if (events.length > MAX_EVENTS) return refuse(`The YAML holds more than ${MAX_EVENTS.toLocaleString('en')} values; a complex never does.`)
  const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT)
  if (documents.length > 1) return refuse(`The text holds ${documents.length} YAML documents (---). Give one complex at a time.`)
  if (documents.some(({ directives }) => directives.length > 0)) return refuse('A directive (%YAML, %TAG) is not accepted. Remove the line.')
  const builder: Builder = { text, events, next: 1, complaints: [] }
  const root = readNode(builder, 0)
  if (root === null) return refuse('The YAML is empty. It needs a list “sequences”.')
  return builder.complaints.length > 0 ? { ok: false, complaints: builder.complaints } : { ok: true, root }
}
