// Text from outside as Postgres can store it: no NUL, no half of a surrogate pair, no more than so many characters. Pure.

const LONE_SURROGATE = /\p{Surrogate}/gu

export function storableText(text: string, most = Infinity): string {
  const capped = text.length > most ? text.slice(0, most) : text
  return capped.replaceAll('\u0000', '').replace(LONE_SURROGATE, '\ufffd')
}
