// `npm test`: installs what it needs, then types, lint, one production build and every suite over it. Ends with "N passed, N failed".
// Two cores are to have something to do at every moment: what is one long thread, or mostly waits, runs beside what is not.
import { demandNode } from './launcher/node-version.mjs'
import { demandPackages } from './launcher/packages.mjs'

demandNode()
demandPackages()
const { mkdirSync, rmSync } = await import('node:fs')
const path = await import('node:path')
const { LINT, packageProgram, ROOT, runTask, TYPES, vitest } = await import('./launcher/tasks.mjs')
const { closingLine, countsOf, singleCount } = await import('./launcher/test-reports.mjs')
const { demandChromium, demandPython } = await import('./launcher/test-tools.mjs')
const { isBuildCurrent } = await import('./launcher/sources.mjs')

const OUTPUT = path.join(ROOT, 'tests/.output')
rmSync(OUTPUT, { recursive: true, force: true })
mkdirSync(OUTPUT, { recursive: true })

const counts = []
const env = { NEXT_TELEMETRY_DISABLED: '1' }

async function tools() {
  const [chromium, python] = await Promise.all([demandChromium(), demandPython()])
  counts.push(singleCount(chromium !== null), singleCount(python !== null))
  Object.assign(env, chromium !== null && { CHROMIUM_PATH: chromium }, python)
}

async function check(name, command, options = {}) {
  const isFine = await runTask(name, command, { env, ...options })
  counts.push(singleCount(isFine))
  return isFine
}

/** Its words are shown as they come, or with `isQuiet` only if it fails: of two suites side by side one is quiet. */
async function suite(name, command, { kind = 'vitest', isQuiet = false } = {}) {
  const report = path.join(OUTPUT, `${name}.${kind === 'pytest' ? 'xml' : 'json'}`)
  const isFine = await runTask(name, command(report), { env, isShown: !isQuiet })
  counts.push(countsOf(report, kind, isFine))
}

const vitestSuite = (name, options) =>
  suite(name, (report) => vitest(name, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`), options)

const worker = (module, ...rest) => [env.ATOMERA_TEST_PYTHON ?? 'python3', '-m', module, ...rest]
async function workerSuite() {
  await check('worker lint', worker('ruff', 'check', '--quiet', 'worker'))
  await check('worker types', worker('mypy', '--config-file', 'worker/pyproject.toml', 'worker/atomera_worker', 'worker/handler.py', 'worker/tests'))
  await suite('worker', (report) => worker('pytest', '-c', 'worker/pyproject.toml', 'worker/tests', `--junitxml=${report}`), { kind: 'pytest', isQuiet: true })
}

const toolsAreThere = tools()
await check('generate', [process.execPath, 'scripts/generate.mjs'])
const types = check('types', TYPES)
const workerIsDone = Promise.all([toolsAreThere, types]).then(workerSuite)
// The build writes the generated client anew, which types and lint read.
await Promise.all([types, check('lint', LINT)])
if (!isBuildCurrent(ROOT)) await check('production build', [process.execPath, 'scripts/build.mjs'])
await workerIsDone
await vitestSuite('unit')
await Promise.all([vitestSuite('integration'), vitestSuite('contract', { isQuiet: true })])
await suite('e2e', () => packageProgram('@playwright/test/cli.js', 'test'), { kind: 'playwright' })

const { line, isFine } = closingLine(counts)
process.stdout.write(`\n${line}\n`)
process.exit(isFine ? 0 : 1)
