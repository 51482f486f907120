'use client'
// The molecule in 2D while its SMILES is typed, with formula and counts. A SMILES that cannot be read keeps the frame empty.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useDark } from '@/components/shell/use-dark'
import type { Chemistry, Molecule } from '@/lib/complexes/chemistry'

const WIDTH = 208
const HEIGHT = 150

const loadDrawing = () => import('@/lib/complexes/smiles-drawing')

/** As an image of its own, so that nothing in it can become part of the page. */
function usePicture(smiles: string, readable: boolean): string | null {
  const dark = useDark()
  const { data: drawing } = useQuery({ queryKey: ['smiles-drawing'], queryFn: loadDrawing, enabled: readable, staleTime: Infinity, gcTime: Infinity })
  return useMemo(() => {
    if (!readable || drawing === undefined) return null
    return `data:image/svg+xml,${encodeURIComponent(drawing.drawSmiles(smiles, { width: WIDTH, height: HEIGHT, dark }))}`
  }, [readable, drawing, smiles, dark])
}

function formulaOf({ formula, charge }: Molecule) {
  return (
    <span>
      {formula.split(/(\d+)/).map((part, index) => (/^\d+$/.test(part) ? <sub key={index}>{part}</sub> : part))}
      {charge !== 0 && <sup>{`${Math.abs(charge) === 1 ? '' : Math.abs(charge)}${charge > 0 ? '+' : '−'}`}</sup>}
    </span>
  )
}

export function SmilesDrawing({ smiles, chemistry }: { smiles: string; chemistry: Chemistry }) {
  const analysis = smiles === '' ? null : chemistry.smiles(smiles)
  const molecule = analysis !== null && analysis !== 'unavailable' && analysis.ok ? analysis : null
  const picture = usePicture(smiles, molecule !== null)
  const waiting = analysis === 'unavailable' || (molecule !== null && picture === null)
  return (
    <figure className="self-start overflow-hidden rounded-md border border-line bg-ground">
      <div className="grid h-[9.375rem] place-items-center text-xs text-faint">
        {picture === null ? (
          <span>{smiles === '' ? 'Drawn here while you type' : waiting ? 'Loading the chemistry…' : 'Cannot be drawn yet'}</span>
        ) : (
          <img src={picture} width={WIDTH} height={HEIGHT} alt={`Structure of ${smiles}`} />
        )}
      </div>
      {molecule !== null && (
        <figcaption className="figures flex justify-between gap-2 border-t border-line px-2 py-1 text-xs text-muted">
          {formulaOf(molecule)}
          <span>
            {molecule.heavyAtoms} heavy atom{molecule.heavyAtoms === 1 ? '' : 's'}
          </span>
        </figcaption>
      )}
    </figure>
  )
}
