// Tables as CSV (RFC 4180, UTF-8 with the mark by which spreadsheets know it). Text that a spreadsheet would take for a formula is defused; numbers stay numbers. Pure.

export type CsvValue = string | number | null

/** What begins a formula in Excel, LibreOffice or Google Sheets, or hides one behind white space. */
const FORMULA = /^[=+\-@\t\r\n]/

function csvCell(value: CsvValue): string {
  if (value === null) return ''
  // The shortest digits that give the same double again.
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Stands once, at the beginning of the text. */
export const BYTE_ORDER_MARK = '\ufeff'

export const csvLine = (cells: readonly CsvValue[]): string => `${cells.map(csvCell).join(',')}\r\n`

export const csvText = (lines: readonly (readonly CsvValue[])[]): string => BYTE_ORDER_MARK + lines.map(csvLine).join('')
