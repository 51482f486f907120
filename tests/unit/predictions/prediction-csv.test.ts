// The CSV of the history: read again by a reader of its own it is what was written, no cell begins a formula, and numbers keep every digit.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvText, type CsvValue } from '@/lib/csv'
import { predictionCsv } from '@/lib/predictions/prediction-csv'
import { summary } from '../result-ui/summaries'

/** RFC 4180 by the book: quoted cells hold anything, two quotes stand for one. */
function readCsv(text: string): string[][] {
  const lines: string[][] = []
  let [cells, cell, quoted]: [string[], string, boolean] = [[], '', false]
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at)
    if (quoted && letter === '"' && text.charAt(at + 1) === '"') { cell += '"'; at += 1 }
    else if (letter === '"') quoted = !quoted
    else if (!quoted && letter === ',') { cells.push(cell); cell = '' }
    else if (!quoted && letter === '\r' && text.charAt(at + 1) === '\n') { lines.push([...cells, cell]); [cells, cell] = [[], '']; at += 1 }
    else cell += letter
  }
  expect([quoted, cells, cell]).toEqual([false, [], ''])
  return lines
}

const body = (text: string): string => {
  expect(text.startsWith('\ufeff')).toBe(true)
  return text.slice(1)
}
const value: fc.Arbitrary<CsvValue> = fc.oneof(
  fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ' ', '1', 'a', 'ä') }), fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constant(null),
)

test('is read again as it was written, formulas defused, numbers to the last digit', () => {
  fc.assert(fc.property(fc.array(fc.array(value, { minLength: 2, maxLength: 4 }), { maxLength: 6 }), (lines) => {
    const read = readCsv(body(csvText(lines)))
    expect(read).toHaveLength(lines.length)
    lines.forEach((line, row) => line.forEach((given, column) => {
      const cell = read[row]?.[column] ?? 'missing'
      if (typeof given === 'number') return void expect(Number(cell)).toBe(Object.is(given, -0) ? 0 : given)
      const text = given ?? ''
      expect(cell).toBe(/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text)
      expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
    }))
  }))
})

test.each(['=HYPERLINK("http://evil.example")', '+1', '-1+2', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])('a name %j is text and no formula', (name) => {
  const [, line] = readCsv(body(predictionCsv([summary({ name })])))
  expect(line?.[1]).toBe(`'${name}`)
})

test('heads carry units, numbers their digits, what is missing stays empty, and what is simulated says so', () => {
  const [heads, real, simulated] = readCsv(body(predictionCsv([
    summary({ confidence_score: 0.1 + 0.2, affinity_pred_value: -1.25, affinity_probability_binary: null }),
    summary({ simulated: true, tags: ['a', 'b'], note: 'two\nlines, "quoted"' }),
  ])))
  const at = (line: string[] | undefined, head: string): string | undefined => line?.[heads?.indexOf(head) ?? -1]
  expect(at(real, 'confidence_score (0 to 1)')).toBe('0.30000000000000004')
  expect(at(real, 'affinity_pred_value (log10 of IC50 in uM)')).toBe('-1.25')
  expect(Number(at(real, 'IC50 (uM)'))).toBeCloseTo(0.0562, 4)
  expect(at(real, 'affinity_probability_binary (0 to 1)')).toBe('')
  expect(at(real, 'simulated')).toBe('no')
  expect(at(simulated, 'simulated')).toBe('SIMULATED')
  expect(at(simulated, 'tags')).toBe('a, b')
  expect(at(simulated, 'note')).toBe('two\nlines, "quoted"')
})
