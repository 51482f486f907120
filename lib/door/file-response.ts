import 'server-only'
// Bytes as a download that no browser will run: exact type, name, hash, and a policy under which nothing executes.

type File = { name: string; mediaType: string; sha256: string | null }

/** ASCII fallback and the exact name, as RFC 6266 wants them. */
function disposition(name: string): string {
  const plain = name.replace(/[^\w.-]/g, '_')
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`
}

const fixedHeaders = (mediaType: string) => ({
  'content-type': mediaType,
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'cache-control': 'private, no-cache',
})

export const downloadHeaders = (name: string, mediaType: string): Headers => new Headers({ 'content-disposition': disposition(name), ...fixedHeaders(mediaType) })

/** To HEAD of what is made when it is fetched, in whose place Next would run GET: nothing is read or written down, and a name that tells how many there are is left out. */
export const headOfDownload = (mediaType: string): Response => new Response(null, { headers: fixedHeaders(mediaType) })

/** Answers 304 when the browser has these bytes already; they never change under one hash. */
export async function fileResponse(request: Request, file: File, read: () => Promise<Uint8Array<ArrayBuffer>>): Promise<Response> {
  const etag = file.sha256 === null ? null : `"${file.sha256}"`
  const headers = downloadHeaders(file.name, file.mediaType)
  if (etag !== null) headers.set('etag', etag)
  if (etag !== null && request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
  const content = await read()
  headers.set('content-length', String(content.byteLength))
  if (file.sha256 !== null) headers.set('repr-digest', `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`)
  return new Response(content, { headers })
}
