import { describe, expect, it } from 'vitest'
import { MAX_ERROR_CHARACTERS, plainLine, plainWords, redact, reportedWords } from '@/lib/compute/error-text'
import { withoutMarkup } from '@/lib/compute/markup'
import { verdictOf } from '@/lib/compute/verdict'

const TRACEBACK = 'Traceback (most recent call last):\n  File "/app/handler.py", line 7, in handler\n    raise ValueError("no GPU")\nValueError: no GPU\n'

describe('conformance 15: what an endpoint says went wrong, in words', () => {
  it.each([
    ['a plain sentence', 'executionTimeout exceeded', 'executionTimeout exceeded'],
    ['JSON in a string', JSON.stringify({ error_type: "<class 'ValueError'>", error_message: 'no GPU', error_traceback: TRACEBACK, hostname: 'pod-1' }), 'no GPU'],
    ['JSON in JSON in a string', JSON.stringify(JSON.stringify({ error_message: 'no GPU' })), 'no GPU'],
    ['an object', { message: 'Not Found' }, 'Not Found'],
    ['problem+json', '{"title":"Unauthorized","status":401,"detail":"key lacks access"}', 'key lacks access'],
    ['an object within an object', { error: { message: 'boom' } }, 'boom'],
    ['HTML', '<html><head><title>502</title><style>x{}</style></head><body><h1>Bad gateway</h1><script>evil()</script></body></html>', '502 Bad gateway'],
    ['a traceback alone', TRACEBACK, 'ValueError: no GPU'],
    ['a sentence before a traceback', `handler: no GPU \ntraceback: ${TRACEBACK}`, 'handler: no GPU'],
    ['colours', '\u001b[31mred\u001b[0m alert\u0007', 'red alert'],
    ['broken JSON', '{"error": "cut', '{"error": "cut'],
    ['JSON without words', '{"code":17}', '{"code":17}'],
    ['nothing', '', null],
    ['null', null, null],
    ['undefined', undefined, null],
  ])('%s', (_case, error, words) => {
    expect(reportedWords(error)).toBe(words)
  })

  it('is never longer than 2 KB', () => {
    expect(plainWords('word '.repeat(100_000)).length).toBeLessThanOrEqual(MAX_ERROR_CHARACTERS)
    expect(reportedWords({ error_message: 'x'.repeat(50_000_000) })?.length).toBe(MAX_ERROR_CHARACTERS)
  })

  it('conformance 2: never repeats a key', () => {
    const text = 'Authorization: Bearer abcdef0123456789 rpa_ABCDEFGH1234 my-own-key https://x/?api_key=12345&a=1 &X-Amz-Signature=beef'
    expect(redact(text, ['my-own-key'])).toBe('Authorization: Bearer [hidden] [hidden] [hidden] https://x/?api_key=[hidden]&a=1 &X-Amz-Signature=[hidden]')
  })

  const escapes = (address: string): string[] => [
    address.replaceAll('&', '&amp;'),
    address.replaceAll('&', '&#38;'),
    address.replaceAll('&', '\\u0026'),
    address.replaceAll('&', '\\u0026').replaceAll('=', '\\u003d'),
    encodeURIComponent(address),
    encodeURIComponent(encodeURIComponent(address)),
    encodeURIComponent(address).toLowerCase(),
  ]

  it.each(['https://s3/results/a?X-Amz-Signature=beef', 'https://s3/results/a?X-Amz-Expires=60&X-Amz-Signature=beef'].flatMap(escapes))('conformance 2: never repeats the signature of an address, escaped as it may be: %s', (address) => {
    const hidden = redact(`PUT ${address} failed`)
    expect(hidden).not.toContain('beef')
    expect(hidden).toMatch(/\[hidden\] failed$/)
  })

  it.each<[string, string]>([
    ['colours within it', 'key my-own\u001b[31m-key'],
    ['a NUL within it', 'key my-\u0000own-key'],
    ['a letter of no width within it', 'key my-own\u200b-key'],
    ['tags around it', '<p>key <b>my-own-key</b></p>'],
    ['a JSON text around it', JSON.stringify({ error_message: 'key my-own-key' })],
    ['so much before it that it is cut', `${'\u001b[0m'.repeat(16_382)}key my-own-key`],
  ])('conformance 2: never repeats a key with %s', (_case, text) => {
    const words = reportedWords(text, ['my-own-key']) ?? ''
    expect(words).not.toMatch(/own|-key/)
    expect(words).toContain('[hid')
  })

  it('conformance 2: never repeats the token of a webhook, and leaves long names alone', () => {
    const token = Buffer.from('0123456789abcdef0123456789ABCDEF').toString('base64url')
    expect(redact(`POST https://x/api/webhooks/runpod/att_1/${token} failed; ${token}`)).toBe('POST https://x/api/webhooks/runpod/att_1/[hidden] failed; [hidden]')
    expect(redact(`MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDG ${'a'.repeat(64)}`)).toBe(`MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDG ${'a'.repeat(64)}`)
  })

  it('what turns the order of letters or is not seen does not come through', () => {
    expect(plainWords('pose\u202efic.exe\u0007\u009b31m\ufeff a\u2066b')).toBe('posefic.exe ab')
    expect(plainLine('  <script>\u001b]0;title\u0007alert(1)\n</script>  ', 100)).toBe('<script>alert(1) </script>')
    expect(plainLine('x'.repeat(50), 10)).toBe('xxxxxxxxx…')
  })

  it('megabytes of half tags are walked through once', () => {
    // Going back at each of them would take hours.
    expect(withoutMarkup('<script'.repeat(1_000_000))).toBe(' ')
    expect(withoutMarkup('<'.repeat(3_000_000))).toHaveLength(3_000_000)
    expect(withoutMarkup(`a < b ${'<style>'.repeat(500_000)}</style>c`).trim()).toBe('a < b  c')
    expect(plainWords(`a${'\u00a0'.repeat(60_000)}b`)).toBe('a b')
  })

  it('a deep nest of JSON strings ends', () => {
    let text = '"end"'
    for (let level = 0; level < 12; level += 1) text = JSON.stringify({ error: text })
    expect(typeof reportedWords(text)).toBe('string')
  })
})

describe('conformance 15: the verdict of a FAILED job', () => {
  it.each([
    [{ error: 'executionTimeout exceeded' }, { kind: 'executionTimeout' }],
    [{ error: 'job timed out after 1 retries' }, { kind: 'workerLost' }],
    [{ error: 'Out of memory.', output: { error_code: 'BOLTZ_OOM', details: { stderr_tail: '\u001b[1mran out of memory' } } }, { kind: 'worker', code: 'BOLTZ_OOM', stderrTail: 'ran out of memory' }],
    [{ error: 'Odd.', output: { error_code: 'SOMETHING_NEW' } }, { kind: 'worker', code: null, namedCode: 'SOMETHING_NEW', stderrTail: null }],
    [{ error: 'the job timed out after 1 retries or so' }, { kind: 'endpoint', reported: 'the job timed out after 1 retries or so' }],
    [{ error: { message: 'x' } }, { kind: 'endpoint', reported: 'x' }],
    [{}, { kind: 'endpoint', reported: null }],
    [{ error: 'x', output: { error_code: 'E', details: { stderr_tail: `rpa_ABCDEFGH1234${'x'.repeat(7_990)}` } } }, { kind: 'worker', stderrTail: expect.not.stringMatching(/^.{0,20}1234/) }],
    [{ error: 'constructor', output: { error_code: 'constructor' } }, { kind: 'worker', code: null }],
  ])('%j', (job, verdict) => {
    expect(verdictOf({ error: undefined, output: undefined, ...job })).toMatchObject(verdict)
  })
})
