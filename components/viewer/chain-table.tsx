// The picture in words: every chain of the shown sample with its size and mean pLDDT.
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import { plddtBand } from '@/lib/results/meaning'
import type { PoseChain } from './pose-chains'

const sizeWords = (chain: PoseChain): string =>
  chain.kind === 'protein' || chain.kind === 'nucleic acid' ? `${chain.residues} residues` : `${chain.atoms} ${chain.atoms === 1 ? 'atom' : 'heavy atoms'}`

function Plddt({ value }: { value: number | null }) {
  if (value === null) return <span className="text-faint">not reported</span>
  const band = plddtBand(value)
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden className="size-2.5 rounded-full inset-ring inset-ring-black/15" style={{ backgroundColor: band.colour }} />
      {value.toFixed(1)} <span className="text-muted">{band.label}</span>
    </span>
  )
}

export function ChainTable({ chains, sample, simulated }: { chains: PoseChain[]; sample: number; simulated: boolean }) {
  return (
    <div className="border-t border-line">
      <Table label={`Chains of sample ${sample}${simulated ? ', simulated' : ''}`}>
        <thead>
          <tr>
            <HeadCell>Chain</HeadCell>
            <HeadCell>Kind</HeadCell>
            <HeadCell>Size</HeadCell>
            <HeadCell>Mean pLDDT (0 to 100)</HeadCell>
          </tr>
        </thead>
        <tbody>
          {chains.map((chain) => (
            <tr key={chain.chainId}>
              <RowHead>{chain.chainId}</RowHead>
              <Cell>
                {chain.kind}
                {chain.name !== null && <span className="text-faint"> {chain.name}</span>}
              </Cell>
              <Cell>{sizeWords(chain)}</Cell>
              <Cell className="figures">
                <Plddt value={chain.meanPlddt} />
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}
