// Looks for keys, tokens and sequences in everything that was logged. It says where, and never repeats what it found.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export type Secrets = {
  /** What to call it, and the text itself. */
  known: [string, string][]
  /** Webhook tokens; all of one length. */
  tokens: Set<string>
}

const RUN_OF_TOKEN_CHARACTERS = /[A-Za-z0-9_-]{32,}/g

/** Tokens by length, so that each run of characters is looked up instead of searched for each token. */
function holdsToken(text: string, tokens: Set<string>): boolean {
  const lengths = [...new Set([...tokens].map((token) => token.length))]
  for (const [run] of text.matchAll(RUN_OF_TOKEN_CHARACTERS)) {
    for (const length of lengths) {
      for (let at = 0; at + length <= run.length; at += 1) if (tokens.has(run.slice(at, at + length))) return true
    }
  }
  return false
}

export function leaksIn(text: string, { known, tokens }: Secrets): string[] {
  const named = known.filter(([, secret]) => text.includes(secret)).map(([name]) => name)
  return holdsToken(text, tokens) ? [...named, 'a webhook token'] : named
}

/** Every file of a folder of logs, with what it must not hold. */
export const leaksInLogs = (folder: string, secrets: Secrets): string[] =>
  readdirSync(folder).flatMap((name) => leaksIn(readFileSync(path.join(folder, name), 'utf8'), secrets).map((leak) => `${name} holds ${leak}`))

/** The token is the last part of the address that the endpoint calls. */
export const tokenOf = (webhook: string): string => new URL(webhook).pathname.split('/').at(-1) ?? ''
