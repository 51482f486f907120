// What a soak does, drawn from its seed: who submits what when and does what with it, how long each process lives, what the endpoint does wrong. Pure.
import { seededRandom, type Random } from '@/local-endpoint/simulation/random'

export type Shape = {
  seed: number
  predictions: number
  /** Of faults and kills; then both end and everything must. */
  faultMs: number
  /** Every answer of the endpoint comes so much later while there are faults. */
  delayMs: number
  /** Mean life of a process in ms, from when it is well. */
  serverLifeMs: number
  endpointLifeMs: number
  /** From the beginning on and for so long, all connections of the server to its database are ended every two seconds. */
  cutConnectionsMs: number
  /** The faults go on, however slow the machine is, until each process was killed so often. */
  leastKills: number
  /** After the faults the database's clock is set on by so much: a submit whose server died is judged by others a minute after its call. */
  clockAheadMs: number
  /** Longest from the end of the faults until everything has ended. */
  drainMs: number
}

/** What a person does with a prediction after it was accepted. */
export type Deed = 'nothing' | 'cancel' | 'delete' | 'cancelAndRunAgain' | 'runAgainIfFailed' | 'cancelAndDelete'

export type Errand = {
  person: string
  key: string
  /** When it is submitted, from the beginning. */
  atMs: number
  body: { name: string; complex: object; options: object }
  /** So many requests at once with the same key. */
  atOnce: number
  /** Afterwards another request with the same key and another body, which must be refused. */
  triesAnotherBody: boolean
  deed: Deed
  deedAfterMs: number
}

export type Life = {
  /** Whether it is killed while it is still starting. */
  isCutShort: boolean
  /** From its start when it is cut short, else from when it is well. */
  upMs: number
  downMs: number
}

const PEOPLE = ['ada', 'barbara', 'chien', 'dorothy', 'emmy', 'frances', 'grace', 'hedy']

/** Short, since their simulation is not what is tried; each can be told from all other text in a log. */
export const SEQUENCES = ['MKTAYIAKQRQISFVKSHFSRQ', 'GSHMWYDENPLRRACKTTVIQE', 'MVLSPADKTNVKAAWGKVGAHA', 'FPTIPLSRLFDNAMLRAHRLHQ']
export const SMILES = 'CC(=O)Oc1ccccc1C(=O)NCCF'

function complexOf(random: Random): object {
  const sequence = SEQUENCES[Math.floor(random.uniform() * SEQUENCES.length)]
  const protein = { type: 'protein', chainIds: ['A'], sequence }
  if (random.uniform() < 0.75) return { entities: [protein] }
  return { entities: [protein, { type: 'ligand', chainIds: ['B'], smiles: SMILES }], affinityBinder: 'B' }
}

const DEEDS: readonly [number, Deed][] = [[0.06, 'cancel'], [0.04, 'delete'], [0.04, 'cancelAndRunAgain'], [0.02, 'cancelAndDelete'], [0.12, 'runAgainIfFailed']]

function deedOf(random: Random): Deed {
  let left = random.uniform()
  for (const [share, deed] of DEEDS) {
    if (left < share) return deed
    left -= share
  }
  return 'nothing'
}

/** In the order in which they are submitted: over the first two thirds of the faults. */
export function planErrands({ seed, predictions, faultMs }: Shape): Errand[] {
  const random = seededRandom('errands', seed)
  return Array.from({ length: predictions }, (_, index) => {
    const person = PEOPLE[Math.floor(random.uniform() * PEOPLE.length)] ?? 'ada'
    const timeLimit = random.uniform() < 0.02 ? { executionTimeoutMs: 15_000 } : {}
    return {
      person,
      key: `${person}-${seed}-${index}`,
      atMs: (index / predictions) * faultMs * 0.66,
      body: { name: `Soak ${seed}, ${index} of ${person}`, complex: complexOf(random), options: { use_msa_server: false, seed: index, ...timeLimit } },
      atOnce: random.uniform() < 0.05 ? 3 : 1,
      triesAnotherBody: random.uniform() < 0.02,
      deed: deedOf(random),
      deedAfterMs: random.between(0, faultMs * 0.1),
    }
  })
}

/** Endless; one in five is cut short. */
export function* planLives(seed: number, name: string, meanMs: number): Generator<Life> {
  const random = seededRandom('lives', seed, name)
  for (;;) {
    const isCutShort = random.uniform() < 0.2
    yield { isCutShort, upMs: isCutShort ? random.between(0, 3_000) : random.between(meanMs * 0.2, meanMs * 1.8), downMs: random.between(0, 2_000) }
  }
}

/** 5 % of all calls are reset at some place, every answer is late, and webhooks get lost, doubled and forged. */
export const planFaults = ({ seed, delayMs }: Shape): object[] => [
  { route: '*', probability: 0.05, cut: 'drop', when: 'any', seed },
  { route: '*', times: null, delayMs },
  { route: 'webhook', probability: 0.2, copies: 0, seed: seed + 1 },
  { route: 'webhook', probability: 0.1, copies: 2, seed: seed + 2 },
  { route: 'webhook', probability: 0.05, forge: { id: 'forged-job-u1' }, seed: seed + 3 },
]

/** Nearly nine in ten runs end well and soon; the newest that fits a job is obeyed. */
export const planBehaviours = (seed: number): object[] => [
  { times: null, behaviour: { kind: 'quick', seconds: [0.1, 8] } },
  ...[
    [0.03, { kind: 'error', error: 'CUDA out of memory', errorCode: 'BOLTZ_OOM' }],
    [0.01, { kind: 'raise' }],
    [0.01, { kind: 'garbage' }],
    [0.01, { kind: 'none' }],
    [0.01, { kind: 'lost' }],
    [0.01, { kind: 'status', status: 'WEIRD', seconds: 1 }],
    [0.01, { kind: 'partial' }],
    [0.01, { kind: 'guide' }],
    [0.04, { kind: 'slow', seconds: 20 }],
  ].map(([probability, behaviour], index) => ({ times: null, probability, seed: seed + index, behaviour })),
]
