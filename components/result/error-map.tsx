'use client'
// The picture of a predicted aligned error: one pixel per pair of tokens, read off by pointer or by arrow keys.
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { movedBy, paePixels, type Block, type PaeGrid, type TokenPair } from './pae-grid'

function tokenWords(token: number, blocks: Block[] | null): string {
  const block = blocks?.find(({ from, to }) => token >= from && token < to)
  return block ? `${block.chainId} ${token - block.from + 1}` : `token ${token + 1}`
}

function pairWords(pair: TokenPair | null, grid: PaeGrid, blocks: Block[] | null): string {
  const value = pair === null ? undefined : grid.values[pair.row * grid.tokens + pair.column]
  if (pair === null || value === undefined) return 'Point at the map, or move over it by arrow keys (with Shift by ten), to read a pair.'
  return `Aligned on ${tokenWords(pair.row, blocks)}, ${tokenWords(pair.column, blocks)} is off by ${value.toFixed(1)} Å`
}

function Cross({ pair, tokens }: { pair: TokenPair; tokens: number }) {
  const middle = (token: number): string => `${((token + 0.5) / tokens) * 100}%`
  return <span aria-hidden className="pointer-events-none absolute size-2 -translate-1/2 rounded-full border-2 border-white bg-black" style={{ left: middle(pair.column), top: middle(pair.row) }} />
}

/** The pair that is being read, by pointer or by key. */
function useReading(tokens: number) {
  const [pair, setPair] = useState<TokenPair | null>(null)
  const [byKey, setByKey] = useState(false)
  const look = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const at = (place: number, size: number) => Math.min(tokens - 1, Math.max(0, Math.floor((place / size) * tokens)))
    setByKey(false)
    setPair({ row: at(event.clientY - box.top, box.height), column: at(event.clientX - box.left, box.width) })
  }
  const step = (event: KeyboardEvent) => {
    const next = movedBy(event.key, event.shiftKey, pair, tokens)
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    setByKey(true)
    setPair(next)
  }
  return { pair, byKey, look, step, leave: () => setPair(null) }
}

export function ErrorMap({ grid, blocks }: { grid: PaeGrid; blocks: Block[] | null }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { pair, byKey, look, step, leave } = useReading(grid.tokens)
  useEffect(() => {
    const pen = canvas.current?.getContext('2d')
    pen?.putImageData(new ImageData(paePixels(grid), grid.tokens, grid.tokens), 0, 0)
  }, [grid])
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 gap-y-1 text-xs text-muted">
      <span className="rotate-180 self-center [writing-mode:vertical-rl]">aligned on, 1 to {grid.tokens}</span>
      <div className="relative aspect-square">
        <canvas
          ref={canvas}
          width={grid.tokens}
          height={grid.tokens}
          tabIndex={0}
          role="application"
          aria-label={`Map of the predicted aligned error, ${grid.tokens} by ${grid.tokens} tokens. Arrow keys read it pair by pair, with Shift by ten. The means between chains follow in words.`}
          onPointerMove={look}
          onPointerLeave={leave}
          onKeyDown={step}
          className="size-full border border-line [image-rendering:pixelated]"
        />
        {blocks?.slice(1).map((block) => (
          <span key={block.chainId} aria-hidden className="pointer-events-none">
            <span className="absolute inset-y-0 w-px bg-black/60" style={{ left: `${(block.from / grid.tokens) * 100}%` }} />
            <span className="absolute inset-x-0 h-px bg-black/60" style={{ top: `${(block.from / grid.tokens) * 100}%` }} />
          </span>
        ))}
        {byKey && pair !== null && <Cross pair={pair} tokens={grid.tokens} />}
      </div>
      <span />
      <span className="text-center">scored, 1 to {grid.tokens}</span>
      <span />
      <p className="figures min-h-9" aria-live={byKey ? 'polite' : 'off'}>
        {pairWords(pair, grid, blocks)}
      </p>
    </div>
  )
}
