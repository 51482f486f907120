'use client'
// The conformance check: what it costs before it is started, and afterwards each item with its grade and what to change in the handler.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ClipboardCheck } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { ConfirmDialog } from '@/components/predictions/confirm-dialog'
import { useMay } from '@/components/shell/session'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import type { ConformanceCheck, ConformanceChecks } from '@/lib/conformance/schema'
import { WHO_MAY_CHECK } from '@/lib/conformance/words'
import { problemWords, requestAnswer, requestJson } from '@/lib/predictions/client-request'
import type { WhereTheyRun } from '@/lib/predictions/schema'
import { queryKeys } from '@/lib/query-keys'
import { CheckItems } from './check-items'
import { Moment } from './moment'

const CHECKS_URL = '/api/v1/settings/conformance'
const LOOK_MS = 2_000

function useChecks(first: ConformanceChecks) {
  const client = useQueryClient()
  const { data } = useQuery({
    queryKey: queryKeys.conformance,
    queryFn: ({ signal }) => requestJson<ConformanceChecks>(CHECKS_URL, signal),
    initialData: first,
    refetchInterval: ({ state }) => (state.data?.items.some((check) => !check.ended) ? LOOK_MS : false),
  })
  const starting = useMutation({
    mutationFn: (target: WhereTheyRun['target']) => requestAnswer<ConformanceCheck>(CHECKS_URL, { target }),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.conformance }),
  })
  return { checks: data.items, starting }
}

const costWords = ({ target, kind, label }: WhereTheyRun): string => {
  const what = 'Two small jobs are submitted: one with six residues, a ligand and its affinity, and one whose input is wrong.'
  if (target === 'simulated') return `${what} The simulator answers them; it costs nothing.`
  const whose = kind === 'runpod' ? `They run on ${label}, and RunPod bills their GPU time` : 'They take the time of your own worker'
  return `${what} ${whose}: about a minute or two, and the start of a worker where none is up.`
}

function Verdict({ check }: { check: ConformanceCheck }) {
  const count = (grade: string) => check.items.filter((item) => item.grade === grade).length
  if (!check.ended) return <Notice title="The check is under way." cause="Its two predictions are followed like any other; this page can be left." live="polite" />
  const [bad, warn] = [count('bad'), count('warn')]
  if (bad > 0) return <Notice tone="bad" title={`The endpoint does not answer as the contract says: ${bad === 1 ? 'one item has' : `${bad} items have`} to be changed.`} live="polite" />
  if (warn > 0) return <Notice tone="warn" title={`Predictions can run on this endpoint; ${warn === 1 ? 'one item is' : `${warn} items are`} missing.`} live="polite" />
  return <Notice tone="good" title="The endpoint answers as the contract says." live="polite" />
}

function CheckReport({ check }: { check: ConformanceCheck }) {
  const { structure, wrongInput } = check.predictions
  return (
    <div className="flex flex-col gap-3">
      <p className="text-xs text-muted">
        {check.endpoint}
        {check.target === 'simulated' && ' (simulated: it says nothing about a real endpoint)'}, run by {check.by} <Moment at={check.at} />.{' '}
        {structure !== null && <Link className="underline underline-offset-2 hover:text-ink" href={`/predictions/${structure}`}>The job</Link>}
        {structure !== null && wrongInput !== null && ' · '}
        {wrongInput !== null && <Link className="underline underline-offset-2 hover:text-ink" href={`/predictions/${wrongInput}`}>The wrong input</Link>}
      </p>
      <Verdict check={check} />
      <CheckItems items={check.items} />
    </div>
  )
}

function EarlierChecks({ checks }: { checks: readonly ConformanceCheck[] }) {
  if (checks.length === 0) return null
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-sm font-semibold">Earlier checks</h3>
      {checks.map((check) => (
        <details key={check.id} className="rounded-md border border-line px-3 py-2">
          <summary className="text-sm">
            {check.endpoint}, {check.by}, <Moment at={check.at} />
          </summary>
          <div className="mt-3">
            <CheckReport check={check} />
          </div>
        </details>
      ))}
    </div>
  )
}

export function ConformancePanel({ first, where }: { first: ConformanceChecks; where: WhereTheyRun }) {
  const { checks, starting } = useChecks(first)
  const [isAsking, setAsking] = useState(false)
  const maySubmit = useMay('predictions:submit')
  const [newest, ...earlier] = checks
  const isRunning = newest !== undefined && !newest.ended
  return (
    <Card aria-labelledby="conformance-title" className="max-w-4xl">
      <CardHead id="conformance-title" title="Conformance check" />
      <CardBody className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <Button icon={<ClipboardCheck aria-hidden className="size-4" />} busy={starting.isPending} disabled={!maySubmit || isRunning || where.kind === 'unconfigured'} onClick={() => setAsking(true)}>
            {where.target === 'simulated' ? 'Run the check' : 'Run the check (costs GPU time)'}
          </Button>
          <p className="min-w-0 grow basis-72 text-xs text-muted">
            Sends two small jobs to where predictions run now ({where.label}), with the settings as they are saved, and grades the answers against the worker contract: for a handler of your own, and after each new image.
          </p>
        </div>
        {!maySubmit && <Notice title="You cannot run it in this team." cause={WHO_MAY_CHECK} />}
        {starting.isError && <Notice tone="bad" live="assertive" title={problemWords(starting.error)} />}
        {newest !== undefined && <CheckReport check={newest} />}
        <EarlierChecks checks={earlier} />
      </CardBody>
      {isAsking && (
        <ConfirmDialog
          title="Run the conformance check?"
          keep="Not now"
          confirm={where.target === 'simulated' ? 'Run it' : 'Run it, it may be billed'}
          onConfirm={() => starting.mutate(where.target)}
          close={() => setAsking(false)}
        >
          {costWords(where)}
        </ConfirmDialog>
      )}
    </Card>
  )
}
