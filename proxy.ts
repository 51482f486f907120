// Security headers and the CSP nonce for every page, nothing else: who may do what is decided in each route and page.
import { NextResponse, type NextRequest } from 'next/server'
import { strictTransport } from '@/lib/door/strict-transport'
import { env } from '@/lib/env'

/** `next dev` compiles with eval and injects styles without a nonce; production allows neither. */
const developing = process.env.NODE_ENV === 'development'

function contentSecurityPolicy(nonce: string): string {
  const style = developing ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${developing ? " 'unsafe-eval'" : ''}`,
    `style-src ${style}`,
    `style-src-elem ${style}`,
    // Server-rendered style attributes carry no nonce; they cannot run anything.
    "style-src-attr 'unsafe-inline'",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}

const FIXED_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
  const policy = contentSecurityPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  // So that whoever has to sign in first comes back to the page.
  headers.set('x-atomera-path', `${request.nextUrl.pathname}${request.nextUrl.search}`)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  for (const [name, value] of Object.entries(FIXED_HEADERS)) response.headers.set(name, value)
  const transport = strictTransport(env().publicUrl)
  if (transport !== null) response.headers.set('strict-transport-security', transport)
  return response
}

/** Bodies over 10 MB are cut where a proxy matches, so what is below `/api/` stays out; `/api` itself is a page. */
export const config = { matcher: '/((?!api/|_next/static|_next/image|favicon.ico).*)' }
