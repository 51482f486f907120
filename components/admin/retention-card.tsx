'use client'
// How long the files of results are kept: the rule, what it removes and what it keeps, and what it would remove now.
import { useQuery } from '@tanstack/react-query'
import { formatBytes } from '@/components/predictions/durations'
import { useSettled } from '@/components/builder/use-settled'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { problemWords, requestJson } from '@/lib/predictions/client-request'
import type { RetentionPreview } from '@/lib/predictions/retention-schema'
import { queryKeys } from '@/lib/query-keys'
import { Moment } from './moment'
import { ChoiceSetting, TextSetting } from './setting-field'
import { typedRule, type TypedRule } from './typed-rule'
import type { SettingsInHand } from './use-settings'

const KEEP_TAGGED = [
  { value: 'true', words: 'Yes: what is tagged keeps its files' },
  { value: 'false', words: 'No: tags make no difference' },
]

const predictionsWords = (count: number): string => (count === 1 ? '1 prediction' : `${count.toLocaleString('en')} predictions`)

function LastRun({ run }: { run: RetentionPreview['lastRun'] }) {
  if (run === null) return null
  return (
    <p className="text-muted">
      The rule was last applied <Moment at={run.at} />: {run.predictions === 0 ? 'nothing was old enough' : `${predictionsWords(run.predictions)} lost files of ${formatBytes(run.bytes)}`}.
    </p>
  )
}

/** For ever: only the last run is asked for. */
function addressOf(rule: TypedRule | null): string {
  const isRule = rule !== null && rule.days !== null
  return `/api/v1/settings/retention${isRule ? `?${new URLSearchParams({ days: String(rule.days), keepsTagged: String(rule.keepsTagged) })}` : ''}`
}

export function usePreview(rule: TypedRule | null) {
  const address = useSettled(addressOf(rule), 300)
  return useQuery({
    queryKey: queryKeys.retention(address),
    queryFn: ({ signal }) => requestJson<RetentionPreview>(address, signal),
    placeholderData: (before) => before,
    refetchInterval: 60_000,
  })
}

export function Goes({ preview: { goes, keptTagged } }: { preview: RetentionPreview }) {
  return (
    <>
      {goes.predictions === 0 ? (
        'Nothing would go now.'
      ) : (
        <>
          <strong className="font-semibold">Now {predictionsWords(goes.predictions)} would lose {goes.predictions === 1 ? 'its' : 'their'} files</strong>, {formatBytes(goes.bytes)} in the database.
        </>
      )}
      {keptTagged > 0 && ` ${predictionsWords(keptTagged)} of that age ${keptTagged === 1 ? 'stays' : 'stay'} because of tags.`}
    </>
  )
}

function Preview({ settings }: { settings: SettingsInHand }) {
  const rule = typedRule(settings.draft, settings.view)
  const { data, error, isPlaceholderData } = usePreview(rule)
  if (rule === null) return <p className="text-muted">What would go is told when the number of days can be read.</p>
  if (error !== null) return <p className="text-bad">What would go could not be read. {problemWords(error)}</p>
  if (data === undefined) return <p className="text-muted">Reading what would go…</p>
  return (
    <div aria-busy={isPlaceholderData} className="grid gap-1">
      <p data-testid="retention-preview">{rule.days === null ? 'Nothing goes: results are kept for ever.' : <Goes preview={data} />}</p>
      <LastRun run={data.lastRun} />
    </div>
  )
}

const GOES = 'Poses, pLDDT and PAE arrays, the JSON files that the worker sent, and the raw answer of the endpoint, of predictions that ended longer ago than that, also of failed ones. Bytes that several predictions share go with the last of them.'
const STAYS = 'The prediction itself with its name, owner, tags and note, the frozen input and options with the seed, every score, where and with what it ran, the names and hashes of its files, its events and the audit. Its page says that and when the files went. What has not ended, has a result that came later, or waits for an upload is not touched.'

export function RetentionCard({ settings }: { settings: SettingsInHand }) {
  return (
    <Card aria-labelledby="retention-title">
      <CardHead id="retention-title" title="Keeping results" />
      <CardBody className="grid gap-x-5 gap-y-4 sm:grid-cols-2">
        <TextSetting settings={settings} name="retentionDays" label="Remove files after" unit="days" empty="never: kept for ever" hint="Counted from the end of the prediction. The rule is applied within the hour after saving, and once an hour from then on. What is removed is gone." />
        <ChoiceSetting settings={settings} name="retentionKeepsTagged" label="Keep what is tagged" choices={KEEP_TAGGED} hint="Any tag counts. A tag that is taken off lets the rule count again." />
        <dl className="grid gap-2 text-xs sm:col-span-2">
          <div>
            <dt className="font-semibold">What goes</dt>
            <dd className="text-muted">{GOES}</dd>
          </div>
          <div>
            <dt className="font-semibold">What stays</dt>
            <dd className="text-muted">{STAYS}</dd>
          </div>
        </dl>
        <div role="status" className="border-t border-line pt-3 text-sm sm:col-span-2">
          <Preview settings={settings} />
        </div>
      </CardBody>
    </Card>
  )
}
