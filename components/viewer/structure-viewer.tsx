'use client'
// The 3D view of a prediction's samples with its tools, legend and words. It shows only what was read from the chosen sample's file.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { ChainTable } from './chain-table'
import { COLOUR_MODES, type ColourMode } from './colouring'
import { HoverWords, ViewerMessage } from './viewer-overlay'
import { PlddtLegend } from './plddt-legend'
import { PocketTable } from './pocket-table'
import { backgroundOf, frame } from './pose-scene'
import { SampleSwitch, type SampleChoice } from './sample-switch'
import { fileStem, pictureOf, saveBlob } from './screenshot'
import { turnByKey, useDrawing, useHovering, useViewer, useWholeWidth, type Hovered } from './use-molecule'
import { usePose } from './use-poses'
import { useWheelOnlyWhenFocused } from './use-wheel'
import { ViewerToolbar } from './viewer-toolbar'
import { SIMULATED_WORDS, SimulatedMark } from '@/components/result/simulated-mark'
import { useDark } from '@/components/shell/use-dark'
import { showToast } from '@/components/ui/toast'

type StructureViewerProps = {
  name: string
  simulated: boolean
  /** In ranked order, the best first. */
  samples: SampleChoice[]
  chosen: SampleChoice
  onChoose: (index: number) => void
  /** The picture stands, or there will be none. */
  onSettled: () => void
}

export function StructureViewer({ name, simulated, samples, chosen, onChoose, onSettled }: StructureViewerProps) {
  const mount = useRef<HTMLDivElement>(null)
  const pageIsDark = useDark()
  const [mode, setMode] = useState<ColourMode>('plddt')
  const [ground, setGround] = useState<'light' | 'dark' | null>(null)
  const [focus, setFocus] = useState<string | null>(null)
  const [spinning, setSpinning] = useState(false)
  const [hovered, setHovered] = useState<Hovered | null>(null)
  const dark = ground === null ? pageIsDark : ground === 'dark'
  const onHover = useCallback((next: Hovered | null) => setHovered(next), [])
  const state = useViewer(mount)
  const pose = usePose(samples, chosen, focus)
  const drawnPose = pose.kind === 'read' ? pose.drawn : null
  const drawn = useDrawing(state, drawnPose, useLook(mode, dark, focus), onHover)
  useHovering(mount, state, drawn, onHover)
  useWholeWidth(mount, state)
  useWheelOnlyWhenFocused(mount)
  const viewer = state.kind === 'open' ? state.viewer : null
  const chains = drawnPose?.scene.chains ?? []
  const ligands = chains.filter((chain) => chain.kind === 'ligand')
  const shown = drawnPose !== null && drawn.text === drawnPose.text
  useSettled(shown || !['opening', 'open'].includes(state.kind) || !['loading', 'read'].includes(pose.kind) || drawn.problem !== null, onSettled)

  const look = (next: string | null) => {
    setFocus(next)
    if (viewer && drawnPose) frame(viewer, drawnPose.scene, next)
  }
  const spin = () => {
    viewer?.spin(spinning ? false : 'y', 0.6)
    setSpinning(!spinning)
  }
  const save = async () => {
    if (!viewer) return
    const colours = COLOUR_MODES.find((one) => one.mode === mode)?.label ?? mode
    const picture = await pictureOf(viewer, {
      title: name,
      detail: `Sample ${chosen.index} · coloured by ${colours} · ${simulated ? 'made up by the simulated worker' : 'predicted with Boltz-2'} · Atomera`,
      simulated: simulated ? SIMULATED_WORDS : null,
      ink: dark ? '#e5ecea' : '#13201f',
      ground: backgroundOf(dark),
      warning: dark ? '#f5b183' : '#8a3a06',
    })
    saveBlob(picture, `${fileStem(name)}-sample-${chosen.index}${simulated ? '-SIMULATED' : ''}.png`)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (!viewer || event.ctrlKey || event.metaKey || event.altKey) return
    const first = ligands[0]
    if (event.key === 'r' || event.key === '0') look(null)
    else if (event.key === 'f' && first) look(focus === null ? first.chainId : null)
    else if (!turnByKey(viewer, event.key)) return
    event.preventDefault()
  }

  return (
    <div className="grid grid-cols-1">
      <ViewerToolbar
        mode={mode}
        onMode={setMode}
        ligands={ligands}
        focus={focus}
        onFocus={look}
        dark={dark}
        onGround={() => setGround(dark ? 'light' : 'dark')}
        spinning={spinning}
        onSpin={spin}
        onReset={() => look(null)}
        onPicture={() => void save().catch((cause: Error) => showToast({ tone: 'bad', title: 'No picture was saved.', detail: cause.message }))}
        disabled={!shown}
      />
      <div className="relative" style={{ backgroundColor: backgroundOf(dark) }}>
        <div
          ref={mount}
          tabIndex={0}
          role="application"
          aria-label={`3D view of sample ${chosen.index}. Arrow keys turn it, plus and minus zoom, R shows everything, F focuses on the ligand. The tables below say the same in words.`}
          aria-busy={!shown}
          onKeyDown={onKeyDown}
          data-viewer={shown ? 'shown' : pose.kind}
          data-sample={chosen.index}
          className="h-[min(62vh,34rem)] min-h-80 touch-pan-y overflow-hidden -outline-offset-2 lg:h-[34rem]"
        />
        <ViewerMessage state={state} pose={pose} problem={drawn.problem} sample={chosen.index} />
        {simulated && <SimulatedMark className="pointer-events-none absolute top-3 left-3" />}
        {shown && hovered && <HoverWords hovered={hovered} />}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2">
        <Legend mode={mode} />
        <p className="text-xs text-faint">Click the picture, then scroll to zoom. Drag to turn.</p>
      </div>
      {samples.length > 1 && (
        <SampleSwitch
          samples={samples}
          chosen={chosen.index}
          onChoose={onChoose}
          fit={pose.kind === 'read' ? pose.fit : null}
          shifts={pose.kind === 'read' ? pose.shifts : []}
        />
      )}
      {focus !== null && drawnPose && <PocketTable ligand={focus} scene={drawnPose.scene} />}
      {chains.length > 0 && <ChainTable chains={chains} sample={chosen.index} simulated={simulated} />}
    </div>
  )
}

function Legend({ mode }: { mode: ColourMode }) {
  if (mode === 'plddt') return <PlddtLegend />
  return <p className="text-xs text-muted">{mode === 'element' ? 'Each atom in its element’s colour.' : 'One colour per chain.'}</p>
}

function useSettled(settled: boolean, onSettled: () => void): void {
  useEffect(() => {
    if (settled) onSettled()
  }, [settled, onSettled])
}

/** One object per look, so that the picture is repainted only when it differs. */
function useLook(mode: ColourMode, dark: boolean, focus: string | null) {
  return useMemo(() => ({ mode, dark, focus }), [mode, dark, focus])
}
