import 'server-only'
// Refuses a new password that is tried early by whoever guesses: one of the common ones, keys in a row, the person's own words, and what is made of them. The lists are zxcvbn's, too large for a browser.
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { Problem } from '@/lib/errors'

/** Its own scale of 0 to 4: from 3 on more than a hundred million guesses. */
const LEAST_SCORE = 3
/** Of a longer one the beginning counts: looking takes the longer the more there is, and nothing else is done meanwhile. */
const CHARACTERS_LOOKED_AT = 40

let made: ZxcvbnFactory | null = null
const estimator = (): ZxcvbnFactory => (made ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: CHARACTERS_LOOKED_AT }))

const MESSAGE = 'This is tried early by whoever guesses passwords: common ones, names, years, and keys in a row are. Take a few words that have nothing to do with each other.'

/** The text as it is, run together, and its words. */
function wordsIn(text: string): string[] {
  const parts = text.split(/[^\p{L}\p{N}]+/u)
  return [text, parts.join(''), ...parts].filter((word) => word.length > 2)
}

/**
 * @param at the field that holds the password
 * @param own what is known of the person: name, address, team
 * @throws Problem INVALID_REQUEST
 */
export function demandUnguessable(password: string, at: string, own: readonly string[]): void {
  const words = ['atomera', ...own.flatMap(wordsIn)]
  if (estimator().check(password, words).score < LEAST_SCORE) throw new Problem('INVALID_REQUEST', MESSAGE, [{ at, message: MESSAGE }])
}
