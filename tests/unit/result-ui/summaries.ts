// Small, whole predictions for the tests of the browser's pure parts.
import type { EventView, PredictionSummary, PredictionView, ResultView } from '@/lib/predictions/schema'
import { AFFINITY, CONFIDENCE } from '@/tests/support/boltz-files'

export function summary(change: Partial<PredictionSummary> = {}): PredictionSummary {
  return {
    id: 'pred_1',
    name: 'Kinase and inhibitor',
    status: 'IN_PROGRESS',
    version: 3,
    target: 'real',
    simulated: false,
    owner: { id: 'person_1', name: 'Ada' },
    tokens: 328,
    composition: 'protein + ligand',
    ligands: ['BEN'],
    tags: [],
    note: null,
    complete: null,
    confidence_score: null,
    affinity_pred_value: null,
    affinity_probability_binary: null,
    affinityRequested: true,
    sequencesSentTo: 'https://api.colabfold.com',
    filesRemoved: null,
    progress: null,
    notice: null,
    error: null,
    cancelWishedAt: null,
    createdAt: '2026-03-04T10:00:00.000Z',
    submittedAt: '2026-03-04T10:00:05.000Z',
    startedAt: '2026-03-04T10:00:25.000Z',
    endedAt: null,
    ...change,
  }
}

export function view(change: Partial<PredictionView> = {}): PredictionView {
  return {
    ...summary(),
    generation: 1,
    endpoint: null,
    complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKT', msa: 'server' }], affinityBinder: null },
    yaml: 'version: 1\n',
    options: {
      diffusion_samples: 1,
      recycling_steps: 3,
      sampling_steps: 200,
      seed: 7,
      use_potentials: false,
      use_msa_server: true,
      msa_server: 'public',
      msa_server_url: 'https://api.colabfold.com',
      executionTimeoutMs: 1_800_000,
    },
    fingerprint: 'f',
    estimateSeconds: 40,
    executionTimeoutMs: 1_800_000,
    ttlMs: 23_400_000,
    attempts: [],
    events: [],
    result: null,
    actions: [],
    remedies: [],
    ...change,
  }
}

/** A protein with its ligand: one verified sample without its files. */
export function result(change: Partial<ResultView> = {}): ResultView {
  return {
    simulated: false,
    ...AFFINITY,
    affinityState: 'verified',
    confidence_score: CONFIDENCE.confidence_score,
    confidenceState: 'verified',
    samples: [{ index: 0, confidence: CONFIDENCE, confidenceState: 'verified', poseFile: 'pose_0.cif', plddtFile: null, paeFile: null, files: [] }],
    chains: [
      { index: 0, chain_id: 'A', mol_type: 0, entity_id: 0, num_residues: 4 },
      { index: 1, chain_id: 'B', mol_type: 3, entity_id: 1, num_residues: 1 },
    ],
    warnings: [],
    complete: true,
    missing: [],
    provenance: { engine: null, gpu: null, command: null, timings: null, msa: null },
    files: [],
    ...change,
  }
}

export const event = (id: string): EventView => ({
  id,
  at: '2026-03-04T10:01:00.000Z',
  kind: 'state',
  from: 'IN_PROGRESS',
  to: 'COMPLETED',
  stage: null,
  attempt: 1,
  message: 'The result is stored.',
})
