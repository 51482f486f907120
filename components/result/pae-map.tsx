'use client'
// The predicted aligned error of the shown sample as a map, with its axes named, its scale, and the means between chains in words.
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type PointerEvent } from 'react'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { poseQuery } from '@/components/viewer/pose-query'
import { problemWords, requestBytes } from '@/lib/predictions/client-request'
import { queryKeys } from '@/lib/query-keys'
import { blocksOf, meanBetween, paeColour, paePixels, readPae, WORST_ANGSTROM, type Block, type PaeGrid } from './pae-grid'
import { SimulatedMark } from './simulated-mark'

const css = (angstrom: number): string => `rgb(${paeColour(angstrom).join(' ')})`

function tokenWords(token: number, blocks: Block[] | null): string {
  const block = blocks?.find(({ from, to }) => token >= from && token < to)
  return block ? `${block.chainId} ${token - block.from + 1}` : `token ${token + 1}`
}

function ErrorMap({ grid, blocks }: { grid: PaeGrid; blocks: Block[] | null }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [under, setUnder] = useState<{ row: number; column: number } | null>(null)
  useEffect(() => {
    const pen = canvas.current?.getContext('2d')
    pen?.putImageData(new ImageData(paePixels(grid), grid.tokens, grid.tokens), 0, 0)
  }, [grid])
  const look = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const at = (place: number, size: number) => Math.min(grid.tokens - 1, Math.max(0, Math.floor((place / size) * grid.tokens)))
    setUnder({ row: at(event.clientY - box.top, box.height), column: at(event.clientX - box.left, box.width) })
  }
  const value = under === null ? undefined : grid.values[under.row * grid.tokens + under.column]
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 gap-y-1 text-xs text-muted">
      <span className="rotate-180 self-center [writing-mode:vertical-rl]">aligned on, 1 to {grid.tokens}</span>
      <div className="relative aspect-square">
        <canvas
          ref={canvas}
          width={grid.tokens}
          height={grid.tokens}
          role="img"
          aria-label={`Map of the predicted aligned error, ${grid.tokens} by ${grid.tokens} tokens. The means between chains follow in words.`}
          onPointerMove={look}
          onPointerLeave={() => setUnder(null)}
          className="size-full border border-line [image-rendering:pixelated]"
        />
        {blocks?.slice(1).map((block) => (
          <span key={block.chainId} aria-hidden className="pointer-events-none">
            <span className="absolute inset-y-0 w-px bg-black/60" style={{ left: `${(block.from / grid.tokens) * 100}%` }} />
            <span className="absolute inset-x-0 h-px bg-black/60" style={{ top: `${(block.from / grid.tokens) * 100}%` }} />
          </span>
        ))}
      </div>
      <span />
      <span className="text-center">scored, 1 to {grid.tokens}</span>
      <span />
      <p className="figures min-h-4.5">
        {under !== null && value !== undefined
          ? `Aligned on ${tokenWords(under.row, blocks)}, ${tokenWords(under.column, blocks)} is off by ${value.toFixed(1)} Å`
          : 'Point at the map to read a pair.'}
      </p>
    </div>
  )
}

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

/** More pairs than this are read off the map. */
const MOST_WORDED = 4

function Means({ grid, blocks }: { grid: PaeGrid; blocks: Block[] }) {
  if (blocks.length < 2 || blocks.length > MOST_WORDED) return null
  const pairs = blocks.flatMap((alignedOn) => blocks.filter((scored) => scored !== alignedOn).map((scored) => ({ alignedOn, scored })))
  return (
    <ul className="figures grid gap-0.5 text-xs text-muted">
      {pairs.map(({ alignedOn, scored }) => (
        <li key={`${alignedOn.chainId}-${scored.chainId}`}>
          {scored.chainId} aligned on {alignedOn.chainId}: <strong className="font-semibold text-ink">{meanBetween(grid, alignedOn, scored).toFixed(1)} Å</strong> on average
        </li>
      ))}
    </ul>
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
            {blocks && <Means grid={grid} blocks={blocks} />}
            <p className="text-xs text-muted">How far off a token is expected to be when the structure is aligned on another. Pale blocks between chains mean that their arrangement is guessed.</p>
          </>
        )}
      </CardBody>
    </Card>
  )
}
