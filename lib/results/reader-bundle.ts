import 'server-only'
// The bundle that the reader's threads load. Made anew when it is missing or older than its sources (development, tests); refuses to run without one.
import { execFile } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

/** Folders whose pure files go into the bundle. */
const SOURCES = ['lib/results', 'lib/compute']

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function newestSource(root: string): number {
  const files = SOURCES.flatMap((folder) => {
    const place = path.join(root, folder)
    return statSync(place, { throwIfNoEntry: false }) ? readdirSync(place).map((name) => path.join(place, name)) : []
  })
  return Math.max(0, ...files.map(changedAt))
}

/** Path of a bundle that is as new as its sources. Throws when it can not be made. */
export async function readerBundle(): Promise<string> {
  const root = /* turbopackIgnore: true */ process.cwd()
  const bundle = path.join(root, 'dist', 'read-answer-worker.mjs')
  if (changedAt(bundle) > newestSource(root)) return bundle
  await promisify(execFile)(process.execPath, [path.join(root, 'scripts', 'bundle-reader.mjs')], { cwd: root })
  return bundle
}
