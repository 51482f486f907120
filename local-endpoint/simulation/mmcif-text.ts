// mmCIF's text rules: quoting and loops; it refuses a loop without rows, which mmCIF does not allow.

const NEEDS_QUOTES = /[\s'"#;]|^[_$[\]]|^(data_|loop_|save_|stop_|global_)/i

/** A value as mmCIF wants it: bare, in one kind of quotes, or as a text block. */
export function quote(value: string): string {
  if (value.length > 120) return `\n;${value.match(/(?:\([^)]*\)){1,14}|[^(]{1,70}/g)?.join('\n') ?? ''}\n;`
  if (value !== '' && !NEEDS_QUOTES.test(value)) return value
  return value.includes("'") ? `"${value}"` : `'${value}'`
}

export function loop(category: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const head = columns.map((column) => `${category}.${column}\n`).join('')
  const body = rows.map((row) => `${row.map(quote).join(' ').replace(/\n;\s+(?=\S)/g, '\n;\n')}\n`).join('')
  return `loop_\n${head}${body}#\n`
}
