// A real mail server for tests, which keeps what it is given, and can be told to refuse.
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export type ReceivedLetter = { to: string[]; text: string }

export type MailServer = { url: string; letters: ReceivedLetter[]; refuse(words: string | null): void; close(): Promise<void> }

export const MAIL_PASSWORD = 'the-mail-servers/password'

/** Quoted-printable as text. */
const decoded = (raw: string): string => raw.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

export async function startMailServer(): Promise<MailServer> {
  const letters: ReceivedLetter[] = []
  let refusal: string | null = null
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    onAuth: ({ password }, _session, done) => (password === MAIL_PASSWORD ? done(null, { user: 'atomera' }) : done(new Error('Wrong password'))),
    onRcptTo: (_address, _session, done) => done(refusal === null ? null : new Error(refusal)),
    onData: (stream, session, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        letters.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: decoded(Buffer.concat(parts).toString('utf8')) })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://atomera:${encodeURIComponent(MAIL_PASSWORD)}@127.0.0.1:${port}`,
    letters,
    refuse: (words) => { refusal = words },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
