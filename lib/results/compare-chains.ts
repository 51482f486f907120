// Compares the chains of a pose with the complex that was asked for, by chain id, type and number of residues.
import type { Expectation } from '@/lib/results/schema'
import type { Pose, PoseChain } from '@/lib/results/mmcif'

/** How the sentence on a pose begins that is `partly` what was asked for. */
export const NOT_AS_ASKED = 'The worker did not predict what was asked.'

type ExpectedChain = Expectation['chains'][number]

/** `same`: exactly what was asked. `partly`: some of it, with sentences on what differs. `other`: another molecule altogether. */
export type ChainComparison = { kind: 'same' } | { kind: 'partly'; differences: string[] } | { kind: 'other'; message: string }

const agrees = (pose: PoseChain | undefined, asked: ExpectedChain): boolean =>
  pose !== undefined && pose.residues === asked.residues && (pose.polymer ?? 'ligand') === asked.type

const residuesOf = (count: number): string => `${count} residue${count === 1 ? '' : 's'}`

function difference(pose: PoseChain | undefined, asked: ExpectedChain): string {
  const wanted = asked.type === 'ligand' ? 'a ligand' : `${asked.type === 'protein' ? 'a protein' : asked.type.toUpperCase()} of ${residuesOf(asked.residues)}`
  if (!pose) return `Chain ${asked.chainId} is missing; ${wanted} was asked for.`
  const found = pose.polymer === null ? 'a ligand' : `${pose.polymer === 'protein' ? 'a protein' : pose.polymer.toUpperCase()} of ${residuesOf(pose.residues)}`
  return `Chain ${asked.chainId} is ${found}; ${wanted} was asked for.`
}

const sizes = (chains: { type: string; residues: number }[]): string =>
  chains
    .map((chain) => `${chain.type} ${chain.residues}`)
    .sort()
    .join(', ')

export function compareChains(pose: Pose, asked: readonly ExpectedChain[]): ChainComparison {
  const byId = new Map(pose.chains.map((chain) => [chain.chainId, chain]))
  const agreeing = new Set(asked.filter((chain) => agrees(byId.get(chain.chainId), chain)))
  const askedIds = new Set(asked.map((chain) => chain.chainId))
  const extra = pose.chains.filter((chain) => !askedIds.has(chain.chainId))
  if (agreeing.size === asked.length && extra.length === 0) return { kind: 'same' }
  const found = pose.chains.map((chain) => ({ type: chain.polymer ?? 'ligand', residues: chain.residues }))
  if (agreeing.size === 0 && sizes(found) === sizes([...asked])) {
    return { kind: 'partly', differences: ['The molecules are those that were asked for, but their chains carry other ids.'] }
  }
  if (agreeing.size === 0) return { kind: 'other', message: 'No chain of the structure is one that was asked for.' }
  const differences = asked.filter((chain) => !agreeing.has(chain)).map((chain) => difference(byId.get(chain.chainId), chain))
  return { kind: 'partly', differences: [...differences, ...extra.map((chain) => `Chain ${chain.chainId} was not asked for.`)] }
}
