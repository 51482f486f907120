// The flags of `npm run up`. Refuses what is not a port.
import { Command, InvalidArgumentError } from 'commander'

export type UpFlags = { port: number; host: string; data?: string; stageSeconds?: number; cpu?: true; demo: boolean; reset?: true; yes?: true; dev?: true }

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
    .option('--no-demo', 'start without the demo team; set up your own with the code that is shown')
    .option('--reset', 'delete all predictions first (asks)')
    .option('--yes', 'do not ask')
    .option('--dev', 'rebuild while you edit')
    .parse(argv, { from: 'user' })
    .opts()
}

/** Whether others than this machine can reach an address; the demo needs no password and is for this machine alone. */
export const isLoopbackAddress = (host: string): boolean => LOOPBACK.has(host)
