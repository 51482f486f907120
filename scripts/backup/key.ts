// The key that seals secrets in the database: which one counts here, and how one out of a backup takes its place.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { chosenDataFolder } from '../launcher/open-database'
import { readSettings } from '../launcher/settings'

export type KeyPlace = { pinned: string | null; file: string }

/** The environment's key counts above that of the data folder, as for `npm run up`. */
export function keyPlace(root: string, dataDir: string | undefined): KeyPlace {
  const settings = readSettings(root, process.env)
  return { pinned: settings.ATOMERA_KEY_ENCRYPTION_KEY ?? null, file: path.join(chosenDataFolder(root, dataDir, settings), 'key-encryption-key') }
}

export function keyAt({ pinned, file }: KeyPlace): string | null {
  return pinned ?? (existsSync(file) ? readFileSync(file, 'utf8').trim() : null)
}

/** Answers what was done. A key that was there is kept under another name. */
export function putKey(place: KeyPlace, key: string): string {
  if (keyAt(place) === key) return 'The key-encryption key of the backup is the one that is here.'
  if (place.pinned !== null) return 'ATOMERA_KEY_ENCRYPTION_KEY is another key than that of the backup, so what is sealed cannot be opened: set it to what stands in secrets/key-encryption-key of the archive (tar -xzOf FILE secrets/key-encryption-key).'
  if (existsSync(place.file)) renameSync(place.file, `${place.file}.before-restore`)
  writeFileSync(place.file, `${key}\n`, { mode: 0o600 })
  return `The key-encryption key of the backup is in ${place.file} now.`
}
