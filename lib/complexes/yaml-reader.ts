// Picks values out of a YAML tree and collects complaints with line and column.
import { cleanSequence } from './clean-sequence'
import { looksLikePath } from './path-like'
import type { Complaint } from './schema'
import { MOST_YAML_COMPLAINTS, yamlPlace, type YamlNode } from './yaml-tree'

type MapEntry = Extract<YamlNode, { kind: 'map' }>['entries'][number]

export class YamlReader {
  readonly complaints: Complaint[] = []

  constructor(private readonly source: string) {}

  complain(offset: number, message: string): void {
    if (this.complaints.length < MOST_YAML_COMPLAINTS) this.complaints.push({ at: yamlPlace(this.source, offset), message })
  }

  /** `key:` without a value, `null` or `~`. */
  isNothing(node: YamlNode): boolean {
    return node.kind === 'text' && node.plain && /^(?:~|null|Null|NULL|)$/.test(node.value)
  }

  /** The values of a map by key; unknown keys are complained about. Null when it is not a map. */
  fields(node: YamlNode, known: readonly string[], where: string): Map<string, YamlNode> | null {
    if (node.kind !== 'map') {
      this.complain(node.at, `Here ${where} must be written as keys with values (${known.join(', ')}).`)
      return null
    }
    for (const { key, keyAt } of node.entries) {
      if (!known.includes(key)) this.complain(keyAt, `The key “${key.slice(0, 40)}” is not known in ${where}. Known are: ${known.join(', ')}.`)
    }
    return new Map(node.entries.map(({ key, value }) => [key, value]))
  }

  onlyEntry(node: YamlNode, otherwise: string): MapEntry | null {
    const [entry, another] = node.kind === 'map' ? node.entries : []
    if (entry && !another) return entry
    this.complain(another ? another.keyAt : node.at, otherwise)
    return null
  }

  /** A sequence as it stands, to be cleaned later; the header of a FASTA record may hold anything. */
  sequence(node: YamlNode): string | null {
    const bare = node.kind === 'text' ? { ...node, value: cleanSequence(node.value).sequence } : node
    const text = this.text(bare, 'The sequence must be a text of one-letter codes.')
    return text === null || node.kind !== 'text' ? null : node.value
  }

  /** A text that is neither missing nor the name of a file; null after a complaint. */
  text(node: YamlNode, otherwise: string): string | null {
    if (node.kind !== 'text' || this.isNothing(node)) {
      this.complain(node.at, otherwise)
      return null
    }
    if (looksLikePath(node.value)) {
      this.complain(node.at, `“${node.value.trim().slice(0, 60)}” looks like the name of a file. Files are not read; put the value itself here.`)
      return null
    }
    return node.value
  }
}
