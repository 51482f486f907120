// The MSA server that a prediction asks, or why it may not. Pure.
import { asksMsaServer } from '@/lib/complexes/check-run'
import type { Complaint, Complex } from '@/lib/complexes/schema'
import type { FrozenOptions, RunOptions } from '@/lib/compute/options'
import { chosenMsaServer, NO_SERVER, PUBLIC_MSA_SERVER, type ChosenMsaServer, type MsaPolicy } from '@/lib/msa-servers'

const SINGLE = 'or switch it off (use_msa_server: false), so that proteins run as single sequences.'

function refusal({ msa_server: wish }: RunOptions, policy: MsaPolicy): Complaint {
  const other = chosenMsaServer(policy, null)
  if (wish === null || other === null) return { at: 'options.use_msa_server', message: 'This installation allows no MSA server: sequences may be sent to nobody for alignments. Switch it off (use_msa_server: false), so that proteins run as single sequences.' }
  if (wish === 'own') return { at: 'options.msa_server', message: `This installation has no MSA server of its own. Ask the public one (msa_server: public), ${SINGLE}` }
  return { at: 'options.msa_server', message: `This installation does not allow the public MSA server. Ask its own one (msa_server: own), ${SINGLE}` }
}

/** Where sequences are sent; null: nowhere, since no protein of the complex asks. A complaint where the installation does not allow it. */
export function chooseMsaServer(complex: Complex, options: RunOptions, policy: MsaPolicy): { ok: true; chosen: ChosenMsaServer | null } | { ok: false; complaint: Complaint } {
  if (!asksMsaServer(complex, options.use_msa_server)) return { ok: true, chosen: null }
  const chosen = chosenMsaServer(policy, options.msa_server)
  return chosen === null ? { ok: false, complaint: refusal(options, policy) } : { ok: true, chosen }
}

/** The server that a job of these options asks. Those from before it could be chosen name none, and workers then ask the public one. */
function askedServer({ use_msa_server: isUsed, msa_server_url: url }: FrozenOptions): string | null {
  if (!isUsed) return null
  return url === undefined ? PUBLIC_MSA_SERVER : url
}

/** What is kept of it. The simulator sends nothing to anybody. */
export const sequencesSentTo = (options: FrozenOptions, target: string): string => (target === 'simulated' ? null : askedServer(options)) ?? NO_SERVER

/** Whether a frozen choice is still allowed, when a person asks for it once more. */
export function isStillAllowed(options: FrozenOptions, policy: MsaPolicy): boolean {
  const url = askedServer(options)
  return url === null || url === policy.own || (policy.public && url === PUBLIC_MSA_SERVER)
}
