'use client'
// The predicted aligned error of the shown sample as a map, with its axes named, its scale, and the means between chains in words.
import { useQuery } from '@tanstack/react-query'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { poseQuery } from '@/components/viewer/pose-query'
import { problemWords, requestBytes } from '@/lib/predictions/client-request'
import { queryKeys } from '@/lib/query-keys'
import { ErrorMap } from './error-map'
import { blocksOf, paeColour, readPae, WORST_ANGSTROM } from './pae-grid'
import { PaeMeans } from './pae-means'
import { SimulatedMark } from './simulated-mark'

const css = (angstrom: number): string => `rgb(${paeColour(angstrom).join(' ')})`

function Scale() {
  return (
    <div className="figures flex items-center gap-2 text-xs text-muted">
      <span>0 Å, sure</span>
      <span
        aria-hidden
        className="h-2 grow rounded-sm border border-line"
        style={{ background: `linear-gradient(to right, ${[0, 2, 5, 10, 20, WORST_ANGSTROM].map((at) => `${css(at)} ${(at / WORST_ANGSTROM) * 100}%`).join(', ')})` }}
      />
      <span>{WORST_ANGSTROM} Å, unsure</span>
    </div>
  )
}

export function PaeMap({ sample, paeUrl, poseUrl, simulated }: { sample: number; paeUrl: string; poseUrl: string; simulated: boolean }) {
  const pae = useQuery({
    queryKey: queryKeys.pae(paeUrl),
    queryFn: async ({ signal }) => readPae(new Uint8Array(await requestBytes(paeUrl, signal))),
    staleTime: Infinity,
  })
  const pose = useQuery(poseQuery(poseUrl, true))
  const grid = pae.data
  const blocks = grid && pose.data ? blocksOf(pose.data.chains, grid.tokens) : null
  return (
    <Card aria-labelledby="pae">
      <CardHead id="pae" title={`Predicted aligned error, sample ${sample}`} />
      <CardBody className="grid grid-cols-1 gap-3">
        {simulated && <SimulatedMark className="justify-self-start" />}
        {pae.isError && <p className="text-sm text-bad">The map could not be fetched. {problemWords(pae.error)}</p>}
        {pae.isPending && <Skeleton className="aspect-square w-full" />}
        {grid === null && <p className="text-sm text-bad">The file holds no map that can be read.</p>}
        {grid && (
          <>
            <ErrorMap grid={grid} blocks={blocks} />
            <Scale />
            {blocks && <PaeMeans grid={grid} blocks={blocks} />}
            <p className="text-xs text-muted">How far off a token is expected to be when the structure is aligned on another. Pale blocks between chains mean that their arrangement is guessed.</p>
          </>
        )}
      </CardBody>
    </Card>
  )
}
