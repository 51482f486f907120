// The list of what a client of RunPod's job API must do, and that each item has a test that carries its number, so that the list cannot rot.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const TESTS = path.resolve(import.meta.dirname, '..')

/** Number 24, "Test connection", comes with the settings page. */
const ITEMS: Record<number, string> = {
  1: 'An address is checked before anything is sent there.',
  2: 'The key stays on the server: in a header, and in no log, message, URL or column.',
  3: '/run only, with execution timeout and ttl inside RunPod\'s ranges, ttl the longer.',
  4: 'The input is never empty, and names prediction, attempt and version of the contract.',
  5: 'A request that is too large does not leave.',
  6: 'The row is written before the call and the job\'s id right after; a crash in between is found.',
  7: 'An ambiguous submit is its own state and is never sent again by a machine; 4xx is proof that nothing runs.',
  8: 'Every call has its time limits, every answer a cap, read as it comes.',
  9: 'What was submitted somewhere is asked for there, whatever the settings become.',
  10: 'Looks follow a cadence, one process at a time for each prediction, across restarts.',
  11: 'Every status of RunPod has its meaning; an unknown one changes nothing.',
  12: 'States are written by compare-and-set; a terminal one is never overwritten.',
  13: 'COMPLETED without a usable output is no success.',
  14: 'The output of a job that runs is progress, ordered by seq.',
  15: 'A failure is classed by the worker\'s own code or by texts known to the letter, and told in words.',
  16: 'A job that is not found is waited for, then told, then lost.',
  17: 'A refused key pauses the endpoint and touches no prediction.',
  18: 'Only reads are repeated: with jitter, Retry-After, and a breaker for each endpoint.',
  19: 'A cancel is a wish that is repeated until the endpoint has heard it; the status decides.',
  20: 'Every wait has a deadline, judged on an answer taken after it.',
  21: 'A webhook is a hint under a token of its attempt, and off without a public address.',
  22: 'A result is stored before the end is told; names, base64, sizes and hashes are checked.',
  23: 'A wait of a minute in the endpoint\'s queue is explained from /health.',
  25: 'Times, worker, retries and the policy that was used are recorded.',
  26: 'Fields may be missing, strange or new.',
  27: 'All of it holds under every fault, with clocks that jump, and restarted in every state.',
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) return testFiles(place)
    return /\.(test|spec)\.tsx?$/.test(entry.name) ? [place] : []
  })
}

/** What describe, test and it are told as their first words, also after `.each(...)`; not those of tests that do not run. */
function titlesIn(file: string): string[] {
  const titles: string[] = []
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, false)
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isRunning(node.expression.getText(source))) {
      const first = node.arguments[0]
      if (first !== undefined && ts.isStringLiteralLike(first)) titles.push(first.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return titles
}

const isRunning = (called: string): boolean => /^(describe|test|it)\b/.test(called) && !/\.(skip|todo|fails)/.test(called)

/** "conformance 4 and 21: ..." names 4 and 21. */
function itemsOf(title: string): number[] {
  const named = /^conformance ([\d, and]+):/.exec(title)?.[1]
  return named === undefined ? [] : (named.match(/\d+/g) ?? []).map(Number)
}

const named = testFiles(TESTS).flatMap(titlesIn).flatMap(itemsOf)

test.each(Object.keys(ITEMS).map(Number))('item %i has a test that carries its number', (item) => {
  expect(named).toContain(item)
})

test('no title names an item that is not on the list', () => {
  expect(named.filter((item) => !Object.hasOwn(ITEMS, item))).toEqual([])
})
