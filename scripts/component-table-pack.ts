// Packs the text of the component table into the JSON that is committed: brotli, then base64. The same text gives the same bytes.
import { brotliCompressSync, constants } from 'node:zlib'

export type PackedTable = { source: string; lastChange: string; components: number; brotli: string }

const LINE = /^[A-Z0-9+-]{1,5}\t[^\t]*\t[^\t]*\t[^\t]*\t\d+\t\d+\t[^\t]*\t[^\t]*$/

/** Refuses a line of another shape, by its number. */
export function packTable(text: string, source: string): PackedTable {
  const [head = '', ...lines] = text.replace(/\n+$/, '').split('\n')
  const lastChange = /^# last change (\d{4}-\d{2}-\d{2})$/.exec(head)?.[1]
  if (lastChange === undefined) throw new Error(`The first line does not name the last change: ${head.slice(0, 80)}`)
  const wrong = lines.findIndex((line) => !LINE.test(line))
  if (wrong >= 0) throw new Error(`Line ${wrong + 2} has another shape: ${lines[wrong]?.slice(0, 80)}`)
  const body = Buffer.from(lines.join('\n'), 'utf8')
  const brotli = brotliCompressSync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  })
  return { source, lastChange, components: lines.length, brotli: brotli.toString('base64') }
}
