// Whether the production build is of the sources as they are: a hash over everything that goes into it, kept beside the build.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const BUILT_FROM = [
  'app',
  'components',
  'lib',
  'public',
  'prisma/schema.prisma',
  'proxy.ts',
  'instrumentation.ts',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
  'scripts/build.mjs',
  'scripts/bundle-reader.mjs',
  'scripts/surface-worker.mjs',
]
/** Written by the build itself. */
const MADE = ['lib/generated', 'public/3dmol-surface-worker.js']
const STAMP = '.next/atomera-sources.json'
const RESULTS = [STAMP, '.next/BUILD_ID', 'dist/read-answer-worker.mjs', 'public/3dmol-surface-worker.js']

function filesUnder(root, name) {
  const file = path.join(root, name)
  if (MADE.includes(name) || !existsSync(file)) return []
  if (!statSync(file).isDirectory()) return [name]
  return readdirSync(file)
    .sort()
    .flatMap((entry) => filesUnder(root, `${name}/${entry}`))
}

export function hashOfSources(root) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '')
  for (const name of BUILT_FROM.flatMap((entry) => filesUnder(root, entry))) {
    hash.update(`${name}\0`).update(createHash('sha256').update(readFileSync(path.join(root, name))).digest())
  }
  return hash.digest('hex')
}

export function isBuildCurrent(root) {
  if (!RESULTS.every((file) => existsSync(path.join(root, file)))) return false
  return JSON.parse(readFileSync(path.join(root, STAMP), 'utf8')).sources === hashOfSources(root)
}

export function forgetBuild(root) {
  rmSync(path.join(root, STAMP), { force: true })
}

export function rememberBuild(root, sources) {
  writeFileSync(path.join(root, STAMP), `${JSON.stringify({ sources })}\n`)
}
