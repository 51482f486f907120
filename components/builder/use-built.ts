'use client'
// Everything that follows from the draft: what is wrong with it, how large it is, how long it runs, its YAML.
import { useState } from 'react'
import { toYaml } from '@/lib/complexes/to-yaml'
import type { Complaint } from '@/lib/complexes/schema'
import { estimateOf } from '@/lib/predictions/estimate-of'
import { useBrowserChemistry } from './browser-chemistry'
import type { Draft } from './draft'
import { complexOf } from './draft-complex'
import { readOptions } from './draft-options'
import { draftSize } from './draft-size'
import { placeComplaints } from './place-complaints'
import { useFindings } from './use-findings'

/** Complaints that only the server had when it refused the draft; those known anyway are not said twice. */
function joined(shown: readonly Complaint[], refused: readonly Complaint[]): Complaint[] {
  return [...shown, ...refused.filter(({ at, message }) => !shown.some((other) => other.at === at && other.message === message))]
}

export function useBuilt(draft: Draft, maxTokens: number | null, refused: readonly Complaint[]) {
  const [asked, setAsked] = useState(false)
  const chemistry = useBrowserChemistry(draft)
  const findings = useFindings(draft, chemistry, maxTokens, asked)
  const read = readOptions(draft.options)
  const options = read.ok ? read.options : null
  const size = draftSize(findings.cleaned, chemistry)
  const shown = joined(findings.shown, refused)
  return {
    chemistry,
    options,
    complex: complexOf(draft),
    cleaned: findings.cleaned,
    /** Complaints that stop a submission, with those about fields still empty. */
    stopping: findings.complaints,
    shown,
    warned: findings.warnings,
    complaints: placeComplaints(shown),
    warnings: placeComplaints(findings.warnings),
    unfinished: findings.complaints.length > findings.shown.length || draft.entities.length === 0,
    unreachable: findings.unreachable,
    size,
    estimate: options !== null && size.known > 0 ? estimateOf(size.known, findings.cleaned, options) : null,
    yaml: toYaml(findings.cleaned, { useMsaServer: draft.options.use_msa_server }),
    /** From now on empty fields are complained about too. */
    ask: () => setAsked(true),
  }
}

export type Built = ReturnType<typeof useBuilt>
