// A validator's issues as complaints for people: where it is, what was expected, what is allowed. Pure.
import type { z } from 'zod'
import type { Complaint } from '@/lib/complexes/schema'

type Issue = z.core.$ZodIssue

const article = (word: string): string => (/^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`)

/** Our own words where a schema has them; the validator's codes in words otherwise. */
function wordsOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? `is missing; ${article(issue.expected)} is expected.` : `must be ${article(issue.expected)}.`
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array' ? issue.message : `must be at least ${issue.minimum}.`
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array' ? issue.message : `must be at most ${issue.maximum}.`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}.`
    case 'unrecognized_keys':
      return 'is not known here.'
    case 'invalid_union':
      return unionWords(issue)
    default:
      return issue.message
  }
}

function unionWords(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const values = issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []))
  return values.length > 0 ? `must be one of ${values.join(', ')}.` : issue.message
}

export const complaintsOfIssues = (issues: readonly Issue[]): Complaint[] =>
  issues.flatMap((issue) => {
    const places = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
    return places.map((place) => ({ at: place.join('.'), message: wordsOf(issue) }))
  })

/** One sentence a complaint, each with its place. */
export const sentenceOf = ({ at, message }: Complaint): string => (/^(is|must) /.test(message) ? `${at === '' ? 'The request' : at} ${message}` : message)
