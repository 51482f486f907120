// Heavy atoms of a dictionary formula such as `C10 H16 N5 O13 P3`; it refuses nothing and skips what is no element.

/** Element symbols in capitals, as often as they occur, hydrogen left out. */
export function heavyElements(formula: string): string[] {
  return formula.split(/\s+/).flatMap((part) => {
    const [, symbol = '', count = ''] = /^([A-Za-z]{1,2})(\d*)$/.exec(part) ?? []
    const element = symbol.toUpperCase()
    return element === '' || element === 'H' || element === 'D' ? [] : new Array<string>(count === '' ? 1 : Number(count)).fill(element)
  })
}
