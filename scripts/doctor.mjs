// `npm run doctor`: what is found, what is missing, and the cure. Shows no secret: of a key only whether it is set.
import { demandNode } from './launcher/node-version.mjs'
import { arePackagesCurrent } from './launcher/packages.mjs'

demandNode()
const root = new URL('..', import.meta.url)
const { fileURLToPath } = await import('node:url')
if (!arePackagesCurrent(fileURLToPath(root))) {
  process.stdout.write(`ok       Node ${process.versions.node}\nmissing  npm packages: run npm ci (npm run up does it by itself), then npm run doctor again\n`)
  process.exit(1)
}
const { register } = await import('tsx/esm/api')
register()
await import('./launcher/doctor.ts')
