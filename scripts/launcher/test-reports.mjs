// Counts what the test programs reported. A suite that left no report, or was not run, counts as one failure: silence is not success.
import { existsSync, readFileSync } from 'node:fs'

const NOTHING_LEARNED = { passed: 0, failed: 1, skipped: 0 }

function vitestCounts(report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  const count = (...states) => tests.filter((test) => states.includes(test.status)).length
  // A file that does not load has no tests in it; it fails as one.
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length
  return { passed: count('passed'), failed: count('failed') + brokenFiles, skipped: count('pending', 'skipped', 'todo', 'disabled') }
}

function playwrightCounts({ stats, errors }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped }
}

/** The totals of pytest's JUnit XML; one failure when they do not stand there. */
function pytestCounts(xml) {
  const totals = /<testsuite [^>]*>/.exec(xml)?.[0] ?? ''
  const total = (name) => Number.parseInt(new RegExp(` ${name}="(\\d+)"`).exec(totals)?.[1] ?? '', 10)
  const failed = total('failures') + total('errors')
  const skipped = total('skipped')
  const passed = total('tests') - failed - skipped
  return Number.isNaN(passed) ? NOTHING_LEARNED : { passed, failed, skipped }
}

const COUNTS = {
  vitest: (text) => vitestCounts(JSON.parse(text)),
  playwright: (text) => playwrightCounts(JSON.parse(text)),
  pytest: pytestCounts,
}

/** `isFine` is the program's own exit: a report of successes beside a failed exit is a failure too. */
export function countsOf(file, kind, isFine) {
  if (!existsSync(file)) return NOTHING_LEARNED
  const counts = COUNTS[kind](readFileSync(file, 'utf8'))
  return { ...counts, failed: Math.max(counts.failed, isFine ? 0 : 1) }
}

export function singleCount(isFine) {
  return { passed: isFine ? 1 : 0, failed: isFine ? 0 : 1, skipped: 0 }
}

/** Skipped tests are failures: on a complete machine nothing is skipped. */
export function closingLine(counts) {
  const sum = (name) => counts.reduce((total, each) => total + each[name], 0)
  const failed = sum('failed') + sum('skipped')
  return { line: `${sum('passed')} passed, ${failed} failed`, isFine: failed === 0 && sum('passed') > 0 }
}
