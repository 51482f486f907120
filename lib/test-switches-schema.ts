// The switches that only tests turn: where the process kills itself, and which guard is taken away. Refused beside a real endpoint. Pure.
import { z } from 'zod'

/** The moments at which a process may die; after each, everything accepted still ends, and no attempt is accepted twice. */
export const CRASH_POINTS = [
  'beforeT1Commits',
  'afterT1',
  'afterT2',
  'afterT2b',
  'halfOfTheRequestSent',
  'acceptedAnswerUnread',
  'answerReadBeforeT3',
  'afterT3',
  'webhookReadBeforeWrite',
  'rawStoredBeforeResult',
  'afterResult',
  'cancelSentAnswerUnread',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]

/** Guards that can be taken away one at a time, to see that some test notices. */
export const GUARDS = [
  'fence', // a write needs the claim that its reader had
  'lease', // what another process works on is not claimed
  'terminalState', // the machine leaves no terminal state
  'webhookToken', // a webhook without the right token is nobody's
  'atMostOnce', // a submit with unknown outcome is not sent again
  'gateAfterUnknown', // after one, nothing is submitted until the endpoint shows health
  'window', // what the endpoint cannot start soon waits here
  'fairTurns', // places go round between people
  'target', // real work is never simulated, and simulated work never sent to RunPod
  'paidJobKept', // the id of an accepted job is stored whatever the fence says
  'endpointPinned', // calls for an attempt go to its own endpoint
  'cancelRepeated', // a cancel is repeated until the endpoint has answered
  'stickyCompleted', // COMPLETED once seen is not undone
  'progressOrder', // older progress never overwrites newer
  'cursorRule', // a stream never passes a transaction that is still open
  'hashOnRead', // stored bytes are shown only with their hash
] as const
export type Guard = (typeof GUARDS)[number]

const KNOWN_POINT = z.enum(CRASH_POINTS)

/** `point` or `point:n`, the n-th pass. */
const crash = z.string().transform((text, context) => {
  const [name, pass = '1'] = text.split(':')
  const point = KNOWN_POINT.safeParse(name)
  if (point.success && /^[1-9]\d{0,5}$/.test(pass)) return { point: point.data, pass: Number(pass) }
  context.addIssue({ code: 'custom', message: 'must be a crash point, with :n for its n-th pass' })
  return z.NEVER
})

const sabotage = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(GUARDS, { error: `must be a list of ${GUARDS.join(', ')}` })))

export const TestSwitches = z.object({ ATOMERA_TEST_CRASH: crash.optional(), ATOMERA_TEST_SABOTAGE: sabotage.optional() })
