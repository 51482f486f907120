// What may happen in a case, as fast-check draws and shrinks it: 0 is always the tame choice.
import fc from 'fast-check'
import type { Place } from './settings'
import type { Mood } from './world'

export const PASSES_MS = [0, 700, 3_000, 11_000, 31_000, 61_000, 125_000, 660_000, 1_900_000, 2_600_000, 5_000_000, 200_000_000, 1_300_000_000] as const
/** How long a turn is held up before it goes on. */
const LAGS_MS = [0, 0, 0, 700, 11_000, 31_000, 61_000] as const
export const CLICKS = ['cancel', 'again', 'againAccepting', 'use', 'delete', 'rename', 'open'] as const
export const HOOKS = ['right', 'empty', 'other', 'forged', 'strange'] as const
export const CUTS = ['none', 'before', 'after'] as const

/** Of what a worker does: how many steps, how wild the endpoints are (0: not at all), and whether a connection is lost then. */
type Going = { steps: number; wild: number; cut: (typeof CUTS)[number] }

export type Command =
  | ({ kind: 'look'; worker: number; most: number; waits: boolean } & Going)
  | ({ kind: 'handOver'; worker: number; most: number; claimSteps: number } & Going)
  | ({ kind: 'resume'; which: number; lagMs: number } & Going)
  | ({ kind: 'seize'; which: number } & Going)
  | { kind: 'pass'; ms: number }
  | { kind: 'submit'; person: number; twice: boolean }
  | { kind: 'click'; click: (typeof CLICKS)[number]; which: number; person: number }
  | { kind: 'webhook'; how: (typeof HOOKS)[number]; which: number }
  | { kind: 'die' | 'renew'; worker: number }
  | { kind: 'settings'; place: Place; worker: number }
  | { kind: 'arrive'; which: number }
  | { kind: 'lose' }

export type Case = {
  place: Place
  maxInFlight: number
  clockOffsetMs: number
  watched: boolean
  seed: number
  submits: number
  /** Most cases begin with one hand-over, so that there is something to look at. */
  opening: Extract<Command, { kind: 'handOver' }> | null
  commands: Command[]
  /** Whether what is under way at the end goes on or has died. */
  goesOn: boolean
  ending: Mood
}

const ALL = 60
const which = fc.nat(5)
const worker = fc.nat(1)
const stepsOf = (most: number) => fc.oneof({ weight: 1, arbitrary: fc.constant(ALL) }, { weight: 1, arbitrary: fc.nat(most) })
const claimSteps = fc.oneof({ weight: 5, arbitrary: fc.constant(ALL) }, { weight: 1, arbitrary: fc.nat(8) })
const going = {
  steps: stepsOf(14),
  wild: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: fc.nat(1_000_000) }),
  cut: fc.oneof({ weight: 14, arbitrary: fc.constant('none' as const) }, { weight: 1, arbitrary: fc.constantFrom(...CUTS) }),
}

/** To wait until something is due comes first, so that most looks see something. */
const waits = fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) })
const longer = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PASSES_MS.slice(0, 9)) }, { weight: 1, arbitrary: fc.constantFrom(...PASSES_MS.slice(9)) })
const most = fc.integer({ min: 1, max: 3 })

const handOver = fc.record({ kind: fc.constant('handOver' as const), worker, most, claimSteps, ...going, steps: stepsOf(6) })

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('look' as const), worker, most, waits, ...going }) },
  { weight: 6, arbitrary: handOver },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('resume' as const), which, lagMs: fc.constantFrom(...LAGS_MS), ...going }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('seize' as const), which, ...going }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: longer }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('submit' as const), person: fc.nat(1), twice: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('click' as const), click: fc.constantFrom(...CLICKS, 'cancel' as const, 'again' as const, 'againAccepting' as const), which, person: fc.nat(1) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('webhook' as const), how: fc.constantFrom('right' as const, 'right' as const, ...HOOKS), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('die' as const, 'die' as const, 'renew' as const), worker }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('settings' as const), place: fc.constantFrom<Place>('first', 'second', 'local', 'first', 'second', 'local', 'keyless'), worker }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('arrive' as const), which }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lose' as const }) },
)

export const cases = (most: number): fc.Arbitrary<Case> =>
  fc.record({
    place: fc.constantFrom<Place>('first', 'first', 'local'),
    maxInFlight: fc.integer({ min: 1, max: 3 }),
    clockOffsetMs: fc.constantFrom(0, 7_200_000, -7_200_000),
    watched: fc.boolean(),
    seed: fc.nat(1_000_000),
    submits: fc.integer({ min: 1, max: 2 }),
    opening: fc.option(handOver, { freq: 5 }),
    commands: fc.array(command, { minLength: 2, maxLength: most, size: 'max' }),
    goesOn: fc.boolean(),
    ending: fc.constantFrom<Mood>('good', 'good', 'good', 'good', 'good', 'good', 'silent', 'forgetful', 'stubborn'),
  })
