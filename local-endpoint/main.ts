import 'server-only'
// The local endpoint as a program: options, one line when it is ready, a clean stop on SIGTERM; it refuses numbers that are none.
import { Command, InvalidArgumentError, Option } from 'commander'
import { GPU_ENDPOINT_ID } from '@/lib/compute/chosen-endpoint'
import { startLocalEndpoint } from './server'

type Options = { data: string; port?: number; host: string; stageSeconds?: number; workers?: number; retention?: 'long' | 'runpod' }

function numberOption(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('It must be a number, 0 or more.')
  return value
}

const program = new Command('local-endpoint')
  .description('Two RunPod-compatible job endpoints on this machine: local, whose simulated workers mark everything they return, and gpu, where real ones come for their jobs.')
  .requiredOption('--data <folder>', 'folder for its address, its queue and its results')
  .option('--port <number>', 'port; by default that of the last start, or a free one', numberOption)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--stage-seconds <seconds>', 'duration of each simulated stage', numberOption)
  .option('--workers <number>', 'jobs that run at a time on simulated workers', numberOption)

program.addOption(new Option('--retention <how>', 'keep results for 7 days, or 30 minutes as RunPod does').choices(['long', 'runpod']))

const { data, ...options } = program.parse().opts<Options>()

try {
  const endpoint = await startLocalEndpoint({ dataDir: data, otherEndpoints: { [GPU_ENDPOINT_ID]: 'real' }, ...options })
  console.log(`Local endpoint ready at ${endpoint.baseUrl}: ${endpoint.endpointId} (simulated workers) and ${GPU_ENDPOINT_ID} (waiting for real ones)`)
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      void endpoint.close().then(() => process.exit(0))
    })
  }
} catch (error) {
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  console.error(inUse ? `Port ${options.port ?? 'of the last start'} is in use; choose another with --port.` : error)
  process.exitCode = 1
}
