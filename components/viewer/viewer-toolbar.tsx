'use client'
// The tools of the 3D view: colouring, focus on a ligand, everything, turning, ground, picture.
import clsx from 'clsx'
import { Camera, Contrast, Maximize, RotateCw } from 'lucide-react'
import { IconButton } from '@/components/ui/button'
import { COLOUR_MODES, type ColourMode } from './colouring'
import type { PoseChain } from './pose-chains'

type ToolbarProps = {
  mode: ColourMode
  onMode: (mode: ColourMode) => void
  ligands: PoseChain[]
  focus: string | null
  onFocus: (chainId: string | null) => void
  dark: boolean
  onGround: () => void
  spinning: boolean
  onSpin: () => void
  onReset: () => void
  onPicture: () => void
  disabled: boolean
}

const segment = (on: boolean): string =>
  clsx('h-7 px-2.5 text-xs font-medium', on ? 'bg-accent text-on-accent' : 'text-muted hover:bg-sunken hover:text-ink')

function ColourSwitch({ mode, onMode }: { mode: ColourMode; onMode: (mode: ColourMode) => void }) {
  return (
    <div role="group" aria-label="Colour by" className="flex items-center overflow-hidden rounded-md border border-line-strong">
      {COLOUR_MODES.map((one) => (
        <button key={one.mode} type="button" aria-pressed={one.mode === mode} onClick={() => onMode(one.mode)} className={segment(one.mode === mode)}>
          {one.label}
        </button>
      ))}
    </div>
  )
}

function FocusSwitch({ ligands, focus, onFocus }: Pick<ToolbarProps, 'ligands' | 'focus' | 'onFocus'>) {
  if (ligands.length === 0) return null
  return (
    <div role="group" aria-label="Show" className="flex items-center overflow-hidden rounded-md border border-line-strong">
      <button type="button" aria-pressed={focus === null} onClick={() => onFocus(null)} className={segment(focus === null)}>
        Whole
      </button>
      {ligands.slice(0, 6).map((ligand) => (
        <button
          key={ligand.chainId}
          type="button"
          aria-pressed={focus === ligand.chainId}
          onClick={() => onFocus(ligand.chainId)}
          className={segment(focus === ligand.chainId)}
        >
          Pocket of {ligand.chainId}
        </button>
      ))}
    </div>
  )
}

export function ViewerToolbar(props: ToolbarProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
      <span className="text-xs text-faint max-sm:sr-only">Colour by</span>
      <ColourSwitch mode={props.mode} onMode={props.onMode} />
      <FocusSwitch ligands={props.ligands} focus={props.focus} onFocus={props.onFocus} />
      <div className="ml-auto flex items-center">
        <IconButton label="Show everything (R)" onClick={props.onReset} disabled={props.disabled}>
          <Maximize aria-hidden className="size-4" />
        </IconButton>
        <IconButton label={props.spinning ? 'Stop turning' : 'Turn slowly'} aria-pressed={props.spinning} onClick={props.onSpin} disabled={props.disabled}>
          <RotateCw aria-hidden className={clsx('size-4', props.spinning && 'text-accent')} />
        </IconButton>
        <IconButton label={props.dark ? 'Light ground' : 'Dark ground'} onClick={props.onGround}>
          <Contrast aria-hidden className="size-4" />
        </IconButton>
        <IconButton label="Save the picture as PNG" onClick={props.onPicture} disabled={props.disabled}>
          <Camera aria-hidden className="size-4" />
        </IconButton>
      </div>
    </div>
  )
}
