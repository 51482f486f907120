// The flags of `npm run up`. Refuses what is not a port, and an address that would let strangers spend the RunPod key.
import { Command, InvalidArgumentError } from 'commander'
import type { EnvValues } from '@/lib/env-schema'
import { Refusal } from './refusal'
import { isRunPodConfigured } from './settings'

export type UpFlags = { port: number; host: string; data?: string; stageSeconds?: number; cpu?: true; reset?: true; yes?: true; dev?: true }

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1'])

function portIn(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535 (0: any free one).')
  return port
}

function secondsIn(text: string): number {
  const seconds = Number(text)
  if (!(seconds >= 0 && seconds <= 3600)) throw new InvalidArgumentError('A number of seconds from 0 to 3600.')
  return seconds
}

export function upFlags(argv: string[]): UpFlags {
  return new Command('npm run up --')
    .description('Starts Atomera on this machine: database, local endpoint and app.')
    .option('--port <number>', 'port of the app', portIn, 3000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <folder>', 'where database, queue, logs and secrets are kept (default: .atomera)')
    .option('--stage-seconds <seconds>', 'how long the simulated worker spends in each stage', secondsIn)
    .option('--cpu', 'let Boltz-2 run on this machine although it has no GPU, which is slow')
    .option('--reset', 'delete all predictions first (asks)')
    .option('--yes', 'do not ask')
    .option('--dev', 'rebuild while you edit')
    .parse(argv, { from: 'user' })
    .opts()
}

export function demandSafeHost(host: string, settings: EnvValues): void {
  if (LOOPBACK.has(host) || !isRunPodConfigured(settings)) return
  throw new Refusal(
    `--host ${host} would let everybody who reaches this machine spend your RunPod credit, because there are no accounts yet: leave --host away, or set USE_RUNPOD=false.`,
  )
}
