// `npm run check`: types, lint and unit tests, side by side. About a minute on two cores.
import { demandNode } from './launcher/node-version.mjs'
import { demandPackages } from './launcher/packages.mjs'

demandNode()
demandPackages()
const { LINT, runTask, TYPES, vitest } = await import('./launcher/tasks.mjs')
const isGenerated = await runTask('generate', [process.execPath, 'scripts/generate.mjs'])
const outcomes = await Promise.all([
  runTask('types', TYPES),
  runTask('lint', LINT).then(async (isClean) => (await runTask('unit tests', vitest('unit'))) && isClean),
])
process.exit(isGenerated && outcomes.every(Boolean) ? 0 : 1)
