// Bundles the result reader into dist/read-answer-worker.mjs, so that a plain worker thread can load it. Also runnable by itself.
import { mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const projectRoot = path.resolve(import.meta.dirname, '..')

/** Writes the bundle beside its place first: another process may be loading the old one. Returns the bundle's path. */
export async function bundleReader(root = projectRoot) {
  const target = path.join(root, 'dist', 'read-answer-worker.mjs')
  const unfinished = `${target}.${process.pid}.tmp`
  await mkdir(path.dirname(target), { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: ['lib/results/read-answer-worker.ts'],
    outfile: unfinished,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Under this condition the package server-only is empty, as on Next's server.
    conditions: ['react-server'],
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'error',
  })
  await rename(unfinished, target)
  return target
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await bundleReader()
