// Writes Prisma's client from prisma/schema.prisma into lib/generated. Downloads nothing: the engine it would fetch is named, never run.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'

const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js')
const generated = spawnSync(process.execPath, [prisma, 'generate'], {
  cwd: path.resolve(import.meta.dirname, '..'),
  env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  encoding: 'utf8',
})
if (generated.status !== 0) {
  process.stderr.write(`${generated.stdout}${generated.stderr}${generated.error ?? ''}`)
  process.exit(1)
}
process.stdout.write('Prisma client written to lib/generated\n')
