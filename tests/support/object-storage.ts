// A real S3 server (moto, from PyPI) in a process of its own, behind a door that can be shut: then whoever calls is cut off, and nothing is forgotten.
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import path from 'node:path'
import { PYTHON } from './runpod-worker'

const SECRET = 'secret-of-the-storage'

export type TestStorage = {
  /** For the app. */
  settings: Record<'S3_ENDPOINT' | 'S3_BUCKET' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY', string>
  /** Past the door. */
  keys(): Promise<string[]>
  put(key: string, content: Uint8Array): Promise<void>
  shut(): void
  open(): void
  close(): Promise<void>
}

export async function startTestStorage(): Promise<TestStorage> {
  const server = spawn(PYTHON, [path.join(import.meta.dirname, 's3_server.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const port = await printedPort(server)
  const door = await openDoor(port)
  const settings = { S3_ENDPOINT: `http://127.0.0.1:${door.port}`, S3_BUCKET: 'results', S3_ACCESS_KEY_ID: 'key-of-the-storage', S3_SECRET_ACCESS_KEY: SECRET }
  const Bucket = settings.S3_BUCKET
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', forcePathStyle: true,
    credentials: { accessKeyId: settings.S3_ACCESS_KEY_ID, secretAccessKey: SECRET },
  })
  await client.send(new CreateBucketCommand({ Bucket }))
  return {
    settings,
    keys: async () => ((await client.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).flatMap(({ Key }) => Key ?? []),
    put: async (Key, Body) => void (await client.send(new PutObjectCommand({ Bucket, Key, Body }))),
    shut: door.shut,
    open: door.open,
    close: async () => {
      client.destroy()
      await door.close()
      const ended = once(server, 'exit')
      server.stdin.end()
      await ended
    },
  }
}

type Printing = { stdout: NodeJS.ReadableStream; once(event: 'exit', listener: (code: number | null) => void): unknown }

function printedPort(server: Printing): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = ''
    server.once('exit', (code) => reject(new Error(`The S3 server ended with ${code}. It needs the packages of worker/requirements-test.txt in ${PYTHON} (ATOMERA_TEST_PYTHON).`)))
    server.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const port = /^(\d+)\n/m.exec(printed)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
  })
}

type Door = { port: number; shut(): void; open(): void; close(): Promise<void> }

async function openDoor(target: number): Promise<Door> {
  const sockets = new Set<Socket>()
  let isShut = false
  const server = createServer((client) => {
    if (isShut) return void client.resetAndDestroy()
    const upstream = connect(target, '127.0.0.1')
    for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The door has no port.')
  const cut = (): void => sockets.forEach((socket) => socket.destroy())
  return {
    port: address.port,
    shut: () => {
      isShut = true
      cut()
    },
    open: () => void (isShut = false),
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      cut()
      await closed
    },
  }
}
