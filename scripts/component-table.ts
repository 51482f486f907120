// Writes lib/complexes/component-table.json from wwPDB's Chemical Component Dictionary (public domain), which the Python
// package biotite ships. Needs Python 3.11 or newer and a package index; refuses to write a table that does not look right.
// Usage: npm run ccd            (fresh temporary environment)
//        npm run ccd -- --python PATH --out FILE [CODE ...]    (an environment that has biotite; only these components)
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { packTable } from './component-table-pack'

/** The newest biotite that runs on Python 3.11. Its dictionary decides the table, so it is pinned. */
const BIOTITE = 'biotite==1.6.0'
const TABLE = path.join(import.meta.dirname, '../lib/complexes/component-table.json')
const READER = path.join(import.meta.dirname, 'component-table.py')
/** The dictionary had 49,195 components with atoms in January 2026, and only grows. */
const FEWEST_COMPONENTS = 45_000

function makeEnvironment(folder: string): string {
  execFileSync(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder], { stdio: 'inherit' })
  const python = process.platform === 'win32' ? path.join(folder, 'Scripts', 'python.exe') : path.join(folder, 'bin', 'python')
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', BIOTITE], { stdio: 'inherit' })
  return python
}

function writeTable(python: string, file: string, codes: string[]): void {
  const text = execFileSync(python, [READER, ...codes], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  const packed = packTable(text, BIOTITE)
  const fewest = codes.length > 0 ? codes.length : FEWEST_COMPONENTS
  if (packed.components < fewest) throw new Error(`Only ${packed.components} components were read; at least ${fewest} were expected.`)
  writeFileSync(file, `${JSON.stringify(packed, null, 1)}\n`)
  console.log(`${file}: ${packed.components} components, dictionary of ${packed.lastChange}`)
}

const { values, positionals } = parseArgs({
  options: { python: { type: 'string' }, out: { type: 'string', default: TABLE } },
  allowPositionals: true,
})
const folder = mkdtempSync(path.join(tmpdir(), 'atomera-components-'))
try {
  writeTable(values.python ?? makeEnvironment(folder), values.out, positionals)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
