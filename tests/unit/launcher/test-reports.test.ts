// The closing line of `npm test`: silence, crashes and skipped tests are failures.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { closingLine, countsOf } from '@/scripts/launcher/test-reports.mjs'

let folder: string
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'atomera-reports-'))))
afterAll(() => rmSync(folder, { recursive: true }))

function reportOf(content: object | string): string {
  const file = path.join(folder, 'report')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const file = (status: string, ...states: string[]) => ({ status, assertionResults: states.map((state) => ({ status: state })) })

it('counts tests by state', () => {
  const report = reportOf({ testResults: [file('passed', 'passed', 'passed'), file('failed', 'failed', 'pending')] })
  expect(countsOf(report, 'vitest', false)).toEqual({ passed: 2, failed: 1, skipped: 1 })
})

it('counts a file that does not load as one failure', () => {
  expect(countsOf(reportOf({ testResults: [file('failed')] }), 'vitest', false)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

it('counts a suite without a report as one failure', () => {
  expect(countsOf(path.join(folder, 'none.json'), 'vitest', true)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

it('does not believe successes beside a failed exit', () => {
  expect(countsOf(reportOf({ testResults: [file('passed', 'passed')] }), 'vitest', false).failed).toBe(1)
})

it('reads Playwright', () => {
  const report = reportOf({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] })
  expect(countsOf(report, 'playwright', false)).toEqual({ passed: 5, failed: 3, skipped: 2 })
})

it('reads pytest', () => {
  const head = '<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests">'
  const report = reportOf(`${head}<testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1.5"><testcase name="x" /></testsuite></testsuites>`)
  expect(countsOf(report, 'pytest', false)).toEqual({ passed: 4, failed: 3, skipped: 3 })
  expect(countsOf(reportOf(head), 'pytest', true)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

it('closes with a line of its own kind', () => {
  expect(closingLine([{ passed: 3, failed: 0, skipped: 1 }])).toEqual({ line: '3 passed, 1 failed', isFine: false })
  expect(closingLine([{ passed: 3, failed: 0, skipped: 0 }]).isFine).toBe(true)
  expect(closingLine([]).isFine).toBe(false)
})
