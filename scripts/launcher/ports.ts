// Ports of this machine: whether one is free, and a free one. Binds for a moment; nothing stays open.
import { createServer } from 'node:net'

function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no address'))))
    })
  })
}

export function freePort(): Promise<number> {
  return listenOnce(0, '127.0.0.1')
}

export async function isPortFree(port: number, host: string): Promise<boolean> {
  return listenOnce(port, host).then(
    () => true,
    () => false,
  )
}
