'use client'
// What would change, and saving it; where saving failed, why, with nothing lost.
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Moment } from './moment'
import type { SettingsInHand } from './use-settings'

function SaveProblem({ settings }: { settings: SettingsInHand }) {
  const { problem, failed } = settings
  if (!failed) return null
  const isConflict = problem?.code === 'SETTINGS_CHANGED'
  return (
    <Notice
      tone={isConflict ? 'warn' : 'bad'}
      live="assertive"
      title={problem?.message ?? 'The settings could not be saved.'}
      cure={isConflict ? 'Fields that you have not touched show the newest values now, and what you typed is still there. Save again to set it on top.' : 'Nothing that you typed is lost.'}
    />
  )
}

export function SaveBar({ settings }: { settings: SettingsInHand }) {
  const { view, touched, busy, discard } = settings
  const count = touched.length
  return (
    <div className="sticky bottom-0 z-10 -mx-4 flex flex-col gap-3 border-t border-line bg-ground px-4 py-3">
      <SaveProblem settings={settings} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-xs text-muted">
          {count === 0 ? 'Nothing to save.' : count === 1 ? 'One setting would change.' : `${count} settings would change.`}{' '}
          {view.changed !== null && (
            <>
              Last changed by {view.changed.by} <Moment at={view.changed.at} />.
            </>
          )}
        </p>
        <div className="flex gap-2">
          <Button tone="quiet" disabled={count === 0 || busy} onClick={discard}>
            Discard
          </Button>
          <Button tone="primary" type="submit" busy={busy} disabled={count === 0}>
            Save
          </Button>
        </div>
      </div>
    </div>
  )
}
