// The map in words: the mean error of each chain when aligned on each other one. The same facts as the picture, for those who cannot point at it.
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import { meanBetween, type Block, type PaeGrid } from './pae-grid'

/** A matrix beyond this many chains is read from the file instead. */
const MOST_CHAINS = 16

export function PaeMeans({ grid, blocks }: { grid: PaeGrid; blocks: Block[] }) {
  if (blocks.length < 2) return null
  if (blocks.length > MOST_CHAINS) return <p className="text-xs text-muted">{blocks.length} chains: the means between them are read from the PAE file below.</p>
  return (
    <Table label="Mean predicted aligned error between chains, Å" className="figures text-xs">
      <thead>
        <tr>
          <HeadCell className="normal-case">mean Å, aligned on ↓ scored →</HeadCell>
          {blocks.map((scored) => (
            <HeadCell key={scored.chainId} numeric className="tracking-normal normal-case">
              {scored.chainId}
            </HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {blocks.map((alignedOn) => (
          <tr key={alignedOn.chainId}>
            <RowHead>{alignedOn.chainId}</RowHead>
            {blocks.map((scored) => (
              <Cell key={scored.chainId} numeric>
                {meanBetween(grid, alignedOn, scored).toFixed(1)}
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
