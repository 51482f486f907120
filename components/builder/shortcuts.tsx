'use client'
// The builder's keys, and the place where they are written down.
import { useEffect, useRef } from 'react'
import type { EntityType } from '@/lib/complexes/schema'
import { Kbd } from '@/components/ui/kbd'
import type { DraftChange } from './draft-reducer'
import { focusEntity } from './focus-place'

const ADD_BY_KEY: Readonly<Record<string, EntityType>> = { KeyP: 'protein', KeyD: 'dna', KeyR: 'rna', KeyL: 'ligand' }

const WRITTEN = [
  { keys: ['Ctrl', 'Enter'], words: 'submit' },
  { keys: ['Alt', 'Shift', 'P'], words: 'add a protein; D, R, L for DNA, RNA, ligand' },
  { keys: ['Alt', '↑ ↓'], words: 'move the entity one is in' },
  { keys: ['Ctrl', 'Z'], words: 'outside of a field: undo; with Shift: redo' },
] as const

type Keys = { change: (change: DraftChange) => void; submit: () => void; nextKey: number }

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.matches('input, textarea, select')

function press(event: KeyboardEvent, { change, submit, nextKey }: Keys): void {
  if (document.querySelector('[role="dialog"]')) return
  const control = event.ctrlKey || event.metaKey
  const entityType = event.altKey && event.shiftKey && !control ? ADD_BY_KEY[event.code] : undefined
  const undoing = control && event.key.toLowerCase() === 'z' && !isTyping(event.target)
  if (!entityType && !undoing && !(control && event.key === 'Enter')) return
  event.preventDefault()
  if (entityType) {
    change({ type: 'add', entityType })
    focusEntity(`e${nextKey}`)
  } else if (undoing) change({ type: event.shiftKey ? 'redo' : 'undo' })
  else submit()
}

export function useShortcuts(keys: Keys): void {
  const newest = useRef(keys)
  useEffect(() => {
    newest.current = keys
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event, newest.current)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}

export function Shortcuts() {
  return (
    <details className="text-xs text-muted max-sm:hidden">
      <summary className="w-fit underline decoration-dotted underline-offset-3 hover:text-ink">Keyboard</summary>
      <dl className="mt-2 grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1.5">
        {WRITTEN.map(({ keys, words }) => (
          <div key={words} className="contents">
            <dt className="flex gap-1">
              {keys.map((name) => (
                <Kbd key={name} keys={name} />
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
