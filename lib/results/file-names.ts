// Names of files as a worker sent them, made safe for URLs, archives and disks. Keeps the reason for each change.
import { CAPS } from '@/lib/results/caps'

const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

const extensionOf = (name: string): string => /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? ''

/** The last part of a path with only letters, digits, ".", "_" and "-", at most 100 characters. */
function plainName(given: string): string {
  const last = given.slice(0, 4_096).split(/[/\\]/).at(-1) ?? ''
  const plain = last.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/\.{2,}/g, '.').replace(/^[.-]+/, '')
  const named = plain === '' || RESERVED.test(plain) ? `file_${plain}` : plain
  if (named.length <= CAPS.nameCharacters) return named
  const extension = extensionOf(named)
  return `${named.slice(0, CAPS.nameCharacters - extension.length)}${extension}`
}

/** A safe name that differs from all `taken` (lower-case) names also where case does not count; it is added to them. */
export function safeFileName(given: string, taken: Set<string>): string {
  const plain = plainName(given)
  const extension = extensionOf(plain)
  const stem = plain.slice(0, plain.length - extension.length)
  let name = plain
  for (let copy = 2; taken.has(name.toLowerCase()); copy += 1) {
    const suffix = `-${copy}${extension}`
    name = `${stem.slice(0, CAPS.nameCharacters - suffix.length)}${suffix}`
  }
  taken.add(name.toLowerCase())
  return name
}

/**
 * The number of the sample that a file belongs to: after "model", "pose" or "sample", else the last number in the name.
 * `1ckp_cdk2_model_0.cif` is 0, `pose_12.cif` is 12, `confidence_result.json` has none (null).
 */
export function sampleNumber(name: string): number | null {
  const stem = (name.split(/[/\\]/).at(-1) ?? name).replace(/\.[A-Za-z]{1,8}$/, '')
  const marked = [...stem.matchAll(/(?:model|pose|sample)[_-]?(\d{1,6})(?!\d)/gi)].at(-1)?.[1]
  const last = marked ?? [...stem.matchAll(/(\d{1,6})(?!\d)/g)].at(-1)?.[1]
  return last === undefined ? null : Number(last)
}

const MEDIA_TYPES: Record<string, string> = {
  '.cif': 'chemical/x-mmcif',
  '.mmcif': 'chemical/x-mmcif',
  '.json': 'application/json',
  '.npz': 'application/zip',
  '.txt': 'text/plain; charset=utf-8',
  '.log': 'text/plain; charset=utf-8',
}

export const mediaTypeOf = (name: string): string => MEDIA_TYPES[extensionOf(name).toLowerCase()] ?? 'application/octet-stream'
