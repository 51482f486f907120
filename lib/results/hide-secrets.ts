// Takes our own secrets out of what was read from an answer, names of files included. The reader itself knows no secrets, so this comes after it.
import { redact } from '@/lib/compute/error-text'
import { safeFileName } from '@/lib/results/file-names'
import { ResultSummary, type ResultFile } from '@/lib/results/schema'

/** Every text in a value, keys included, through `change`. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((inner) => mapTexts(inner, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [change(key), mapTexts(inner, change)]))
}

/** Names of files that hold no secret, each still its own. */
function namesWithout(secrets: readonly string[], files: readonly ResultFile[]): Map<string, string> {
  const taken = new Set<string>()
  return new Map(files.map(({ name }) => [name, safeFileName(redact(name, secrets), taken)]))
}

/** The same result without the secrets. Bytes of files stay what they are: their hash is stored. */
export function withoutSecrets<File extends ResultFile>(result: { summary: ResultSummary; files: File[] }, secrets: readonly string[]): { summary: ResultSummary; files: File[] } {
  const names = namesWithout(secrets, result.summary.files)
  const change = (text: string): string => names.get(text) ?? redact(text, secrets)
  return {
    summary: ResultSummary.parse(mapTexts(result.summary, change)),
    files: result.files.map((file) => ({ ...file, name: names.get(file.name) ?? file.name })),
  }
}
