// `npm run build`: the Prisma client, the surface worker, the result reader's bundle and the pages. Needs no setting and no network.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { forgetBuild, hashOfSources, rememberBuild } from './launcher/sources.mjs'
import { writeSurfaceWorker } from './surface-worker.mjs'

const root = path.resolve(import.meta.dirname, '..')

function run(words, ...command) {
  process.stdout.write(`${words}\n`)
  const ran = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (ran.status === 0) return
  process.stderr.write(`${words}: failed (${ran.error?.message ?? ran.signal ?? `code ${ran.status}`})\n`)
  process.exit(1)
}

const sources = hashOfSources(root)
forgetBuild(root)
run('Prisma client', 'scripts/generate.mjs')
writeSurfaceWorker(root)
run('Result reader', 'scripts/bundle-reader.mjs')
run('Pages', createRequire(import.meta.url).resolve('next/dist/bin/next'), 'build')
rememberBuild(root, sources)
