// Our GPU worker on RunPod's own Python library, with a stand-in for Boltz-2 behind it. What the stand-in plays stands in a file of `home`.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { LocalAddress } from '@/local-endpoint/address-file'
import { startRunpodWorker, type PythonWorker } from './runpod-worker'
import { play } from './stand-in-boltz'

const SERVE = path.resolve(import.meta.dirname, '../../worker/tests/serve_stand_in.py')

export function startStandInWorker(address: LocalAddress, { workerId, home, situation }: { workerId: string; home: string; situation: string }): PythonWorker {
  const temporary = path.join(home, workerId)
  mkdirSync(temporary, { recursive: true })
  play(home, situation)
  return startRunpodWorker(address, { workerId, home, program: [SERVE], environment: { STAND_IN_HOME: home, TMPDIR: temporary } })
}

/** The stand-in writes this one as `oversized`, whatever it was asked for: with six samples it is more than an endpoint's answer takes. */
export const OVERSIZED = {
  complex: {
    entities: [
      { type: 'protein', chainIds: ['A'], sequence: 'A'.repeat(1_000) },
      { type: 'ligand', chainIds: ['B'], smiles: 'CCNO' },
    ],
    affinityBinder: 'B',
  },
  options: { use_msa_server: false, seed: 1, diffusion_samples: 6 },
}
