'use client'
// Beside the entities: size, time, what is in the way, the button, and the YAML.
import { describeComposition } from '@/lib/complexes/describe'
import type { WhereTheyRun } from '@/lib/predictions/schema'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import type { Draft } from './draft'
import { nameOf } from './draft-complex'
import { fileNameOf } from './save-text'
import { SizePanel } from './size-panel'
import { SubmitPanel } from './submit-panel'
import type { Built } from './use-built'
import type { useSubmit } from './use-submit'
import { YamlPanel } from './yaml-panel'

type PredictionAsideProps = {
  draft: Draft
  built: Built
  where: WhereTheyRun
  maxTokens: number | null
  pricePerGpuSecond: number | null
  submitting: ReturnType<typeof useSubmit>
  onSubmit: () => void
  onSubmitAnother: () => void
  onImport: () => void
}

export function PredictionAside({ draft, built, where, maxTokens, pricePerGpuSecond, submitting, onSubmit, onSubmitAnother, onImport }: PredictionAsideProps) {
  return (
    <aside aria-label="The prediction" className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-4">
      <Card aria-labelledby="submit-title">
        <CardHead id="submit-title" title="The prediction" aside={<span className="text-xs text-faint">{describeComposition(built.complex)}</span>} />
        <CardBody className="flex flex-col gap-4">
          <SizePanel size={built.size} estimate={built.estimate} maxTokens={maxTokens} pricePerGpuSecond={where.kind === 'runpod' ? pricePerGpuSecond : null} simulated={where.target === 'simulated'} />
          <SubmitPanel
            where={where}
            complaints={built.shown}
            warnings={built.warned}
            unfinished={built.unfinished}
            unreachable={built.unreachable}
            busy={submitting.busy}
            failed={submitting.failed}
            problem={submitting.problem}
            onSubmit={onSubmit}
            onSubmitAnother={onSubmitAnother}
          />
        </CardBody>
      </Card>
      <YamlPanel yaml={built.yaml} fileName={fileNameOf(nameOf(draft), 'yaml')} onImport={onImport} />
    </aside>
  )
}
