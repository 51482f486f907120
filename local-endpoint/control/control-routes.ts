import 'server-only'
// The test's hand on the endpoint, under /control: ledger, requests, faults, scripts, settings, clock; it refuses everybody without the control token.
import { z } from 'zod'
import { Fault, Shown } from '../faults/fault'
import { json, type Reply } from '../reply'
import { SettingsChange } from '../settings'
import { SteeredClock } from '../steered-clock'
import { Behaviour } from '../worker/behaviours'
import type { ControlRoom } from './control-room'

/** Overwrites what `/status` shows of a job, such as a late progress over a finished one. */
const Distortion = Shown.extend({ id: z.string() })

/** Delivers a job's webhook once more, or a forgery in its name. */
const Delivering = z.strictObject({ id: z.string(), forge: z.strictObject({ id: z.string().optional(), body: z.unknown().optional() }).optional() })

const ClockChange = z.strictObject({ advanceMs: z.number().min(0).max(366 * 86_400_000).optional(), speed: z.number().min(0).max(100_000).optional() })

/** Hosts are full for so long from now, by the clock. */
const SettingsRequest = SettingsChange.extend({ throttledSeconds: z.number().min(0).optional() })

const oneOrMany = <Item extends z.ZodType>(item: Item) => z.union([item.transform((one) => [one]), z.array(item)])

type ControlAction = (room: ControlRoom, body: unknown, query: URLSearchParams) => unknown

const READ: Record<string, ControlAction> = {
  jobs: (room) =>
    room.all().flatMap((endpoint) =>
      endpoint.jobs.all().map(({ input: _input, output, ...job }) => ({ endpointId: endpoint.id, ...job, hasOutput: output !== null })),
    ),
  ledger: (room) => room.all().flatMap((endpoint) => endpoint.jobs.ledger().map((line) => ({ endpointId: endpoint.id, ...line }))),
  requests: (room, _body, query) => room.requests.list(query.get('route')),
  tally: (room) => room.tally.view(),
  deliveries: (room) => room.deliveries.list(),
  faults: (room) => room.faults.list(),
  behaviours: (room) => room.behaviours.list(),
  settings: (room) => settingsView(room),
  clock: (room) => clockView(room),
}

const CHANGE: Record<string, ControlAction> = {
  faults: (room, body) => {
    oneOrMany(Fault).parse(body).forEach((fault) => room.faults.add(fault, room.clock.now()))
    return room.faults.list()
  },
  behaviours: (room, body) => {
    oneOrMany(Behaviour).parse(body).forEach((behaviour) => room.behaviours.add(behaviour))
    return room.behaviours.list()
  },
  settings: (room, body) => {
    const { throttledSeconds, ...change } = SettingsRequest.parse(body)
    room.change(throttledSeconds === undefined ? change : { ...change, throttledUntil: room.clock.now() + throttledSeconds * 1_000 })
    return settingsView(room)
  },
  clock: async (room, body) => {
    const { advanceMs, speed } = ClockChange.parse(body)
    const { clock } = room
    if (!(clock instanceof SteeredClock)) throw new z.ZodError([{ code: 'custom', path: [], message: 'This endpoint was started with a clock of its caller.', input: body }])
    if (speed !== undefined) clock.setSpeed(speed)
    if (advanceMs !== undefined) await clock.advance(advanceMs)
    return clockView(room)
  },
  distort: (room, body) => {
    const { id, ...shown } = Distortion.parse(body)
    room.all().forEach((endpoint) => endpoint.jobs.distort(id, shown))
    return { id }
  },
  deliver: async (room, body) => {
    const { id, forge } = Delivering.parse(body)
    const endpoint = room.all().find(({ jobs }) => jobs.get(id) !== null)
    return { httpStatus: (await endpoint?.outbox.deliverNow(id, forge)) ?? null }
  },
  reset: (room) => {
    room.reset()
    return { reset: true }
  },
}

function settingsView(room: ControlRoom) {
  return { ...room.settings, now: room.all().map((endpoint) => ({ endpointId: endpoint.id, workers: endpoint.workers.counts() })) }
}

function clockView({ clock }: ControlRoom) {
  return { now: clock.now(), speed: clock instanceof SteeredClock ? clock.course.speed : 1 }
}

export async function answerControl(room: ControlRoom, method: string, name: string, body: string, query: URLSearchParams): Promise<Reply> {
  const action = (method === 'GET' ? READ : method === 'POST' ? CHANGE : {})[name]
  if (action === undefined) return json(404, { error: `no control route ${method} ${name}` })
  try {
    const answer = await action(room, body === '' ? {} : JSON.parse(body), query)
    if (method === 'POST') await room.save()
    return json(200, answer)
  } catch (error) {
    if (error instanceof z.ZodError) return json(400, { error: z.prettifyError(error) })
    if (error instanceof SyntaxError) return json(400, { error: error.message })
    throw error
  }
}
