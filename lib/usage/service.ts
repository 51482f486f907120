import 'server-only'
// What a team used in the last weeks.
import type { Actor } from '@/lib/access/actor'
import { databaseNow } from '@/lib/db'
import { currentSettings } from '@/lib/settings/service'
import type { ReadUsage, UsageView } from '@/lib/usage/schema'
import { readUsageRows } from '@/lib/usage/store'
import { usageView } from '@/lib/usage/sums'
import { lastWeeks } from '@/lib/usage/weeks'

export async function viewUsage({ teamId }: Actor, { weeks: count }: ReadUsage): Promise<UsageView> {
  const [now, { pricePerGpuSecond }] = await Promise.all([databaseNow(), currentSettings()])
  const weeks = lastWeeks(count, now)
  const [first, last] = [weeks[0], weeks.at(-1)]
  if (first === undefined || last === undefined) throw new Error('An overview has at least one week.')
  return usageView(weeks, await readUsageRows(teamId, { from: first.from, to: last.to }), pricePerGpuSecond)
}
