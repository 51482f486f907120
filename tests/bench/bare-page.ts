// The peer of finish-to-pixel: a bare page that follows one job with RunPod's own SDK in a loop and shows its score. Served together with
// a pass-through to the endpoint, so that page and API have one origin.
import { createServer, type Server } from 'node:http'
import path from 'node:path'
import { build, type Plugin } from 'esbuild'

/** The SDK reads its own version through node:module, which a browser does not have; it gets the same answer from here. */
const sdkVersion: Plugin = {
  name: 'sdk-version',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^module$/ }, () => ({ path: 'module', namespace: 'browser-module' }))
    bundler.onLoad({ filter: /.*/, namespace: 'browser-module' }, () => ({ contents: "export const createRequire = () => () => ({ version: '1.1.2' })" }))
  },
}

const PAGE = '<!doctype html><title>bare</title><main id="score"></main><script src="/follow.js"></script>'

export type BarePage = { url: string; close(): Promise<void> }

export async function serveBarePage(endpoint: { baseUrl: string; endpointId: string; apiKey: string }): Promise<BarePage> {
  const bundle = await build({
    entryPoints: [path.join(import.meta.dirname, 'follow-job.ts')],
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'iife',
    plugins: [sdkVersion],
    define: { 'process.env.NODE_ENV': '"production"', ENDPOINT: JSON.stringify({ endpointId: endpoint.endpointId, apiKey: endpoint.apiKey }) },
  })
  const script = bundle.outputFiles[0]?.text ?? ''
  const origin = new URL(endpoint.baseUrl).origin
  const server = createServer((request, response) => {
    const address = request.url ?? '/'
    if (address.startsWith('/v2/')) return void passThrough(origin + address, request.headers.authorization ?? '').then((body) => response.setHeader('content-type', 'application/json').end(body))
    if (address === '/follow.js') return void response.setHeader('content-type', 'text/javascript').end(script)
    response.setHeader('content-type', 'text/html').end(PAGE)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${portOf(server)}/`, close: () => new Promise((resolve) => server.close(() => resolve())) }
}

const passThrough = async (address: string, authorization: string): Promise<string> => (await fetch(address, { headers: { authorization } })).text()

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The bare page is not listening.')
  return address.port
}
