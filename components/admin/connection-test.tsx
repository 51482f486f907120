'use client'
// Tests key and endpoint as they stand in the form, saved or not, with one question that costs nothing.
import { useMutation } from '@tanstack/react-query'
import { PlugZap } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { ConnectionReport } from '@/lib/compute/connection-report'
import { problemWords, requestAnswer, RequestProblem } from '@/lib/predictions/client-request'
import { complaintsByField, readDraft, type SettingsDraft } from './settings-draft'
import type { SettingsInHand } from './use-settings'

type Typed = { apiKey?: string; endpointId?: string }

/** Key and id where they were typed anew. */
function typedAnew({ texts }: SettingsDraft): Typed {
  const [apiKey, endpointId] = [texts.apiKey?.trim(), texts.endpointId?.trim()]
  return { ...(apiKey && { apiKey }), ...(endpointId && { endpointId }) }
}

const WORKERS = [
  ['running', 'running'], ['idle', 'idle'], ['initializing', 'starting'], ['throttled', 'throttled'], ['unhealthy', 'crashing'],
] as const

function Counters({ health }: { health: NonNullable<ConnectionReport['health']> }) {
  const workers = WORKERS.flatMap(([name, words]) => (health.workers[name] === undefined ? [] : [`${health.workers[name]} ${words}`]))
  const jobs = [
    health.jobs.inQueue === undefined ? null : `${health.jobs.inQueue} in its queue`,
    health.jobs.inProgress === undefined ? null : `${health.jobs.inProgress} running`,
  ].filter((words) => words !== null)
  return (
    <p className="figures text-xs text-muted">
      Workers: {workers.length === 0 ? 'not told' : workers.join(', ')}. Jobs: {jobs.length === 0 ? 'not told' : jobs.join(', ')}.
    </p>
  )
}

function Report({ report }: { report: ConnectionReport }) {
  return (
    <Notice tone={report.tone} live="polite" title={report.message} cause={report.reported ?? undefined} cure={report.cure ?? undefined} links={report.links}>
      {report.health !== null && <Counters health={report.health} />}
    </Notice>
  )
}

export function ConnectionTest({ settings }: { settings: SettingsInHand }) {
  const { draft, complain } = settings
  const testing = useMutation({
    mutationFn: (given: Typed) => requestAnswer<ConnectionReport>('/api/v1/settings/connection', given),
    onError: (error) => error instanceof RequestProblem && complain(complaintsByField(error.complaints)),
  })
  const test = () => {
    const { apiKey, endpointId } = draft.texts
    const read = readDraft({ texts: { apiKey, endpointId }, removesKey: false })
    if (!read.ok) return complain(read.complaints)
    testing.mutate(typedAnew(draft))
  }
  const now = typedAnew(draft)
  // What was said of other values says nothing of these.
  const isOfThese = testing.variables?.apiKey === now.apiKey && testing.variables?.endpointId === now.endpointId
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Button icon={<PlugZap aria-hidden className="size-4" />} busy={testing.isPending} onClick={test}>
          Test connection
        </Button>
        <p className="min-w-0 text-xs text-muted">Asks the endpoint how it is, with what stands above, saved or not. It costs nothing and starts nothing.</p>
      </div>
      {testing.data && isOfThese && <Report report={testing.data} />}
      {testing.isError && isOfThese && <Notice tone="bad" live="assertive" title={problemWords(testing.error)} />}
    </div>
  )
}
