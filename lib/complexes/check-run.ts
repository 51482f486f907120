// Warns about run options that do not suit the complex; the complex itself is `check.ts`'s business.
import type { Complaint, Complex } from './schema'

/** Whether the run asks the MSA server, as in Boltz's `--use_msa_server`. */
export type RunChoice = { useMsaServer: boolean }

/** Whether a run would ask the MSA server: only proteins have alignments, and each may do without. */
export const asksMsaServer = (complex: Complex, useMsaServer: boolean): boolean =>
  useMsaServer && complex.entities.some((entity) => entity.type === 'protein' && entity.msa === 'server')

/** Warnings at `options.use_msa_server`; nothing that would stop a submission. */
export function warnAboutRun(complex: Complex, { useMsaServer }: RunChoice): Complaint[] {
  const proteins = complex.entities.filter((entity) => entity.type === 'protein')
  const single = proteins.filter((entity) => !useMsaServer || entity.msa === 'empty')
  if (useMsaServer || single.length === 0) return []
  const affinity = complex.affinityBinder === null ? '' : ', and the affinity with it'
  return [{
    at: 'options.use_msa_server',
    message: `Without the MSA server ${proteins.length === 1 ? 'the protein runs' : `all ${proteins.length} proteins run`} as single sequence. Nothing leaves for a third party, but the structure gets clearly less reliable${affinity}.`,
  }]
}
