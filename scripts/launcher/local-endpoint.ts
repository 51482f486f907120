// The local endpoint as a child of the launcher, and the file in which it tells its address. Refuses to wait for ever.
import path from 'node:path'
import type { EnvValues } from '@/lib/env-schema'
import { startChild, tailOf, type Child } from './child'
import { Refusal } from './refusal'
import { readSecretFile } from './secret-file'

export type LocalEndpointAddress = { baseUrl: string; endpointId: string; apiKey: string; controlToken: string }
const START_LIMIT_MS = 30_000

export function startLocalEndpointChild(options: {
  root: string
  dataDir: string
  environment: EnvValues
  logFile: string
  stageSeconds?: number
}): Child {
  const stage = options.stageSeconds === undefined ? [] : ['--stage-seconds', String(options.stageSeconds)]
  return startChild({
    nodeArguments: ['--conditions=react-server', '--import', 'tsx', 'local-endpoint/main.ts', '--data', options.dataDir, ...stage],
    environment: options.environment,
    cwd: options.root,
    logFile: options.logFile,
  })
}

async function isAnswering(address: LocalEndpointAddress): Promise<boolean> {
  const ping = new URL('/ping-local', address.baseUrl)
  return fetch(ping, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  )
}

export async function untilEndpointReady(child: Child, dataDir: string): Promise<LocalEndpointAddress> {
  let end: string | null = null
  void child.exited.then((words) => (end = words))
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; ) {
    const address = readSecretFile<LocalEndpointAddress>(path.join(dataDir, 'local-endpoint/endpoint.json'))
    if (address !== null && end === null && (await isAnswering(address))) return address
    if (end !== null) throw new Refusal(`The local endpoint ${end}:\n${tailOf(child.logFile, 12)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Refusal(`The local endpoint did not answer within ${START_LIMIT_MS / 1000} s:\n${tailOf(child.logFile, 12)}`)
}
