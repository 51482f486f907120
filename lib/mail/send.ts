import 'server-only'
// Hands letters to the mail server that the environment names. What it answers comes back in words: nothing that was made is lost because a letter was not sent.
import { createTransport } from 'nodemailer'
import { SECOND } from '@/lib/clock'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import type { Letter } from '@/lib/mail/letters'
import { isPrivateHost } from '@/lib/private-host'
import { storableText } from '@/lib/storable-text'

const WAITS = { connectionTimeout: 10 * SECOND, greetingTimeout: 10 * SECOND, socketTimeout: 20 * SECOND, dnsTimeout: 10 * SECOND }

export const isMailSet = (): boolean => env().mail !== null

/** How a link reached, or has to reach, whom it is for: `link` is there where it is to be passed on by hand. */
export type HandedOut = { link: string | null; sentTo: string | null; trouble: string | null }

/** Sends the letter with the link, where there are a letter and a mail server. To be called after the transaction that made the link. */
export async function handOut(link: string, letter: Letter | null): Promise<HandedOut> {
  if (letter === null || !isMailSet()) return { link, sentTo: null, trouble: null }
  const trouble = await troubleSending(letter)
  return trouble === null ? { link: null, sentTo: letter.to, trouble } : { link, sentTo: null, trouble }
}

/** @returns why the mail server did not take the letter; null when it did */
export async function troubleSending(letter: Letter): Promise<string | null> {
  const { mail } = env()
  if (mail === null) return 'no mail server is set'
  // Beyond the own house, neither the password of the mail server nor a link goes out in clear.
  const transport = createTransport({ url: mail.url, requireTLS: !isPrivateHost(new URL(mail.url).hostname), ...WAITS })
  try {
    await transport.sendMail({ from: mail.from, ...letter })
    return null
  } catch (error) {
    const reason = reasonOf(error)
    log.warn({ reason }, 'a letter could not be sent')
    return reason
  } finally {
    transport.close()
  }
}

/** The server's own words, which name neither password nor link. */
function reasonOf(error: unknown): string {
  const words = error instanceof Error ? error.message : 'the mail server did not take it'
  return storableText(words.replace(/\s+/g, ' ').trim(), 200)
}
