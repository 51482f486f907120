// Small JSON files that only their owner may read, replaced whole. A file that is not JSON is refused by name.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { Refusal } from './refusal'

export function writeSecretFile(file: string, content: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Null when there is none. The shape is what this version of the launcher wrote. */
export function readSecretFile<Content>(file: string): Content | null {
  if (!existsSync(file)) return null
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new Refusal(`${file} is damaged; restore it, or start over with --reset.`)
  }
}
