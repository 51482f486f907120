// One event as it is shown. Pure.
import { PredictionStatus, type EventView } from '@/lib/predictions/schema'

export type EventColumns = {
  seq: bigint
  kind: string
  fromStatus: string | null
  toStatus: string | null
  attempt: number | null
  stage: string | null
  message: string
  createdAt: Date
}

export const eventView = (row: EventColumns): EventView => ({
  id: row.seq.toString(),
  at: row.createdAt.toISOString(),
  kind: row.kind,
  from: PredictionStatus.nullable().parse(row.fromStatus),
  to: PredictionStatus.nullable().parse(row.toStatus),
  stage: row.stage,
  attempt: row.attempt,
  message: row.message,
})
