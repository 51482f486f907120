// Whether node_modules holds what the lock file asks for.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { arePackagesCurrent } from '@/scripts/launcher/packages.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'atomera-packages-'))
  mkdirSync(path.join(folder, 'node_modules'))
  write('package-lock.json', { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0', optional: true } })
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, packages: object): void {
  writeFileSync(path.join(folder, name), JSON.stringify({ packages }))
}

it.each([
  ['nothing is installed', null, false],
  ['all is there but an optional package', { 'node_modules/a': { version: '1.0.0' } }, true],
  ['a version is old', { 'node_modules/a': { version: '0.9.0' } }, false],
  ['a package is missing', {}, false],
])('%s', (_, installed, isCurrent) => {
  if (installed) write('node_modules/.package-lock.json', installed)
  expect(arePackagesCurrent(folder)).toBe(isCurrent)
})
