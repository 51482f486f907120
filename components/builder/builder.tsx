'use client'
// The builder: entities on the left, what they amount to on the right. It holds the draft and hands changes down.
import { useState, useSyncExternalStore } from 'react'
import { describeComposition } from '@/lib/complexes/describe'
import { toYaml } from '@/lib/complexes/to-yaml'
import type { WhereTheyRun } from '@/lib/predictions/schema'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { showToast } from '@/components/ui/toast'
import { AffinityCard } from './affinity-choice'
import { useBrowserChemistry } from './browser-chemistry'
import { BuilderSkeleton } from './builder-skeleton'
import { BuilderToolbar } from './builder-toolbar'
import { EMPTY_DRAFT, isBlank, type Draft } from './draft'
import { complexOf, nameOf } from './draft-complex'
import { readOptions } from './draft-options'
import { draftSize, estimateOf } from './draft-size'
import { EntityList } from './entity-list'
import { ExamplePicker } from './example-picker'
import { focusPlace } from './focus-place'
import { ImportDialog } from './import-dialog'
import { placeComplaints } from './place-complaints'
import { ReplaceDialog } from './replace-dialog'
import { RunOptionsCard } from './run-options'
import { fileNameOf } from './save-text'
import { Shortcuts, useShortcuts } from './shortcuts'
import { SizePanel } from './size-panel'
import { SubmitPanel } from './submit-panel'
import { useDraft } from './use-draft'
import { useFindings } from './use-findings'
import { exampleOffer, useOffers, type DraftSource } from './use-source'
import { useSubmit } from './use-submit'
import { YamlPanel } from './yaml-panel'

type BuilderProps = { where: WhereTheyRun; maxTokens: number | null; source: DraftSource | null }

const never = () => () => {}

/** The stored draft is known in the browser only; the server paints the frame. */
export function Builder(props: BuilderProps) {
  const inBrowser = useSyncExternalStore(never, () => true, () => false)
  return inBrowser ? <OpenBuilder {...props} /> : <BuilderSkeleton />
}

/** Everything that follows from the draft. */
function useBuilt(store: ReturnType<typeof useDraft>, maxTokens: number | null, submitting: ReturnType<typeof useSubmit>) {
  const { draft } = store
  const [asked, setAsked] = useState(false)
  const chemistry = useBrowserChemistry(draft)
  const findings = useFindings(draft, chemistry, maxTokens, asked)
  const options = readOptions(draft.options)
  const complex = complexOf(draft)
  const size = draftSize(findings.cleaned, chemistry)
  const refused = submitting.refused === draft ? (submitting.problem?.complaints ?? []) : []
  const shown = [...findings.shown, ...refused.filter(({ at, message }) => !findings.shown.some((other) => other.at === at && other.message === message))]
  return {
    chemistry,
    findings,
    shown,
    complaints: placeComplaints(shown),
    warnings: placeComplaints(findings.warnings),
    options: options.ok ? options.options : null,
    complex,
    size,
    estimate: options.ok && size.known > 0 ? estimateOf(size.known, findings.cleaned, options.options) : null,
    yaml: toYaml(findings.cleaned, { useMsaServer: draft.options.use_msa_server }),
    ask: () => setAsked(true),
  }
}

function OpenBuilder({ where, maxTokens, source }: BuilderProps) {
  const store = useDraft()
  const { draft, change } = store
  const submitting = useSubmit(store.stopSaving)
  const built = useBuilt(store, maxTokens, submitting)
  const [importing, setImporting] = useState(false)
  const take = (next: Draft, title: string) => {
    change({ type: 'replace', draft: next })
    store.renewSubmissionKey()
    showToast({ title, action: { label: 'Undo', run: () => change({ type: 'undo' }) } })
  }
  const offers = useOffers(draft, source, ({ draft: next, title }) => take(next, `“${title}” is in the builder.`))
  const submit = () => {
    built.ask()
    const [first] = built.findings.complaints
    if (first) return focusPlace(first.at)
    if (built.options && !submitting.busy) submitting.submit({ draft, options: built.options, key: store.submissionKey })
  }
  useShortcuts({ change, submit, nextKey: draft.nextKey })

  return (
    <div className="grid items-start gap-x-6 gap-y-5 lg:grid-cols-[minmax(0,1fr)_23rem] xl:grid-cols-[minmax(0,1fr)_27rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <BuilderToolbar store={store} complaints={built.complaints.name} onImport={() => setImporting(true)} onClear={() => take(EMPTY_DRAFT, 'The builder is empty.')} />
        <ExamplePicker blank={isBlank(draft)} choose={(example) => offers.offer(exampleOffer(example))} />
        <EntityList draft={draft} complex={built.complex} complaints={built.complaints.entities} warnings={built.warnings.entities} chemistry={built.chemistry} change={change} />
        <AffinityCard draft={draft} chemistry={built.chemistry} complaints={built.complaints.affinity} warnings={built.warnings.affinity} change={change} />
        <RunOptionsCard options={draft.options} read={built.options} complex={built.findings.cleaned} tokens={built.size.known} complaints={built.complaints.options} simulated={where.target === 'simulated'} change={change} />
        <Shortcuts />
      </div>
      <aside aria-label="The prediction" className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-4">
        <Card aria-labelledby="submit-title">
          <CardHead id="submit-title" title="The prediction" aside={<span className="text-xs text-faint">{describeComposition(built.complex)}</span>} />
          <CardBody className="flex flex-col gap-4">
            <SizePanel size={built.size} estimate={built.estimate} maxTokens={maxTokens} />
            <SubmitPanel
              where={where}
              complaints={built.shown}
              warnings={built.findings.warnings}
              unfinished={built.findings.complaints.length > built.findings.shown.length || draft.entities.length === 0}
              unreachable={built.findings.unreachable}
              busy={submitting.busy}
              failed={submitting.failed}
              problem={submitting.problem}
              onSubmit={submit}
              onSubmitAnother={() => {
                store.renewSubmissionKey()
                submitting.reset()
              }}
            />
          </CardBody>
        </Card>
        <YamlPanel yaml={built.yaml} fileName={fileNameOf(nameOf(draft), 'yaml')} onImport={() => setImporting(true)} />
      </aside>
      <ImportDialog open={importing} onOpenChange={setImporting} onImported={take} />
      <ReplaceDialog
        offer={offers.asking}
        onKeep={offers.refuse}
        onReplace={(offer) => {
          offers.refuse()
          take(offer.draft, `“${offer.title}” is in the builder.`)
        }}
      />
    </div>
  )
}
