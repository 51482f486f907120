// The peer of the fan-out: a bare Node server that writes one payload to every open event stream. Runs as a process of its own.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hear, report } from './parent'

const streams = new Set<ServerResponse>()

const server = createServer((request, response) => {
  if (request.method === 'POST') {
    let payload = ''
    request.setEncoding('utf8')
    request.on('data', (text: string) => (payload += text))
    request.on('end', () => {
      for (const stream of streams) stream.write(payload)
      response.end()
    })
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' })
  response.write('event: ready\ndata: {}\n\n')
  streams.add(response)
  response.on('close', () => streams.delete(response))
})
server.listen(0, '127.0.0.1', () => report({ port: (server.address() as AddressInfo).port }))
hear(() => undefined)
