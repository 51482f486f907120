'use client'
// How the installation does, read again every quarter of a minute while the page can be seen.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Notice } from '@/components/ui/notice'
import { problemWords, requestJson } from '@/lib/predictions/client-request'
import { queryKeys } from '@/lib/query-keys'
import type { HealthSpan, SystemView } from '@/lib/system/schema'
import { FailuresCard, FaultsCard } from './failures-card'
import { HealthCard } from './health-card'
import { DiskCard, VersionsCard } from './machine-cards'
import { Moment } from './moment'
import { ReconcilerCard } from './reconciler-card'
import { WaitingCard } from './waiting-card'

const EVERY_MS = 15_000

export function SystemPanel({ first }: { first: SystemView }) {
  const [span, setSpan] = useState<HealthSpan>(first.health.span)
  const { data = first, error } = useQuery({
    queryKey: queryKeys.system(span),
    queryFn: ({ signal }) => requestJson<SystemView>(`/api/v1/system?span=${span}`, signal),
    initialData: span === first.health.span ? first : undefined,
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  })
  return (
    <div className="grid grid-cols-1 gap-5">
      {error !== null && (
        <Notice tone="warn" live="polite" title={problemWords(error)} cause={<>What is shown was read <Moment at={data.at} />; it is tried again by itself.</>} />
      )}
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
        <ReconcilerCard reconciler={data.reconciler} />
        <WaitingCard predictions={data.predictions} />
      </div>
      <HealthCard health={data.health} span={span} onSpan={setSpan} />
      <FailuresCard failures={data.failures} />
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-3">
        <DiskCard disk={data.disk} />
        <VersionsCard versions={data.versions} />
        <FaultsCard faults={data.faults} />
      </div>
    </div>
  )
}
