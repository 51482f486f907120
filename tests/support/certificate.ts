// A certificate that nobody has vouched for, made on the spot for a TLS server of a test: ECDSA on P-256, signed by itself, for 127.0.0.1 and localhost.
import { generateKeyPairSync, sign } from 'node:crypto'

/** One value in DER: tag, length, content. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from(head), content])
}

const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts)
const hex = (text: string): Buffer => Buffer.from(text, 'hex')

/** The algorithm ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
const ECDSA = sequence(der(0x06, hex('2a8648ce3d040302')))
/** A name of one common name, 2.5.4.3. */
const name = (text: string): Buffer => sequence(der(0x31, sequence(der(0x06, hex('550403')), der(0x0c, Buffer.from(text)))))
/** YYMMDDHHMMSSZ */
const moment = (at: Date): Buffer => der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`))
/** subjectAltName, 2.5.29.17: localhost and 127.0.0.1. */
const NAMES = der(0xa3, sequence(sequence(der(0x06, hex('551d11')), der(0x04, sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])))))))

export function selfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const day = 86_400_000
  const validity = sequence(moment(new Date(Date.now() - day)), moment(new Date(Date.now() + day)))
  const issuer = name('a test')
  const content = sequence(der(0xa0, der(0x02, Buffer.from([2]))), der(0x02, Buffer.from([1])), ECDSA, issuer, validity, issuer, publicKey.export({ type: 'spki', format: 'der' }), NAMES)
  const signature = der(0x03, Buffer.from([0]), sign('sha256', content, privateKey))
  const body = sequence(content, ECDSA, signature).toString('base64').replace(/(.{64})/g, '$1\n')
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n` }
}
