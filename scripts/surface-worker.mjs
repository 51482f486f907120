// Writes 3Dmol's surface worker as a file of our own: inside the page's bundle its text is broken, and the policy allows no inline worker.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import vm from 'node:vm'

export function writeSurfaceWorker(root) {
  const source = readFileSync(createRequire(import.meta.url).resolve('3dmol/build/3Dmol-min.js'), 'utf8')
  // Its build touches the page while loading; nothing of that is needed to read one string.
  const element = () => ({ style: {}, appendChild() {}, setAttribute() {}, addEventListener() {}, getContext: () => null })
  const page = { addEventListener() {}, location: { href: '', search: '' }, navigator: { userAgent: '' }, URL: { createObjectURL: () => '' } }
  page.document = { createElement: element, getElementsByTagName: () => [], head: element(), body: element(), addEventListener() {}, readyState: 'complete' }
  Object.assign(page, { window: page, self: page, Blob: class {}, Worker: class {}, TextEncoder, TextDecoder, console, setTimeout, clearTimeout })
  vm.runInNewContext(source, page)
  const worker = page.$3Dmol?.workerString
  if (typeof worker !== 'string' || worker.length < 10_000) throw new Error('3Dmol no longer offers its surface worker under $3Dmol.workerString')
  mkdirSync(path.join(root, 'public'), { recursive: true })
  writeFileSync(path.join(root, 'public/3dmol-surface-worker.js'), worker)
}
