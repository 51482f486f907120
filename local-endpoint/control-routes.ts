import 'server-only'
// The test's hand on the endpoint, under /control: ledger, requests, faults, scripts, speed; it refuses everybody without the control token.
import { z } from 'zod'
import type { Endpoint } from './endpoint'
import { Fault, type FaultTable } from './faults'
import { json, type Reply } from './reply'
import type { SeenRequests } from './seen-requests'
import { Behaviour, type Behaviours } from './worker/behaviours'

export type ControlRoom = {
  endpoints: Map<string, Endpoint>
  faults: FaultTable
  behaviours: Behaviours
  requests: SeenRequests
  speed: { stageSeconds: number }
  initial: { stageSeconds: number; workers: number }
}

const Settings = z.strictObject({ stageSeconds: z.number().min(0).optional(), workers: z.int().min(0).max(64).optional() })

/** Overwrites what `/status` shows of a job, such as a late progress over a finished one. */
const Distortion = z.strictObject({
  id: z.string(),
  status: z.string().optional(),
  error: z.string().nullable().optional(),
  retries: z.int().min(0).optional(),
  output: z.unknown().optional(),
})

const oneOrMany = <Item extends z.ZodType>(item: Item) => z.union([item.transform((one) => [one]), z.array(item)])

type ControlAction = (room: ControlRoom, body: unknown) => unknown

const allEndpoints = (room: ControlRoom) => [...room.endpoints.values()]

const ACTIONS: Record<string, ControlAction> = {
  'GET jobs': (room) =>
    allEndpoints(room).flatMap((endpoint) =>
      endpoint.jobs.all().map(({ input: _input, output, ...job }) => ({ endpointId: endpoint.id, ...job, hasOutput: output !== null })),
    ),
  'GET ledger': (room) =>
    allEndpoints(room).flatMap((endpoint) => endpoint.jobs.ledger().map((line) => ({ endpointId: endpoint.id, ...line }))),
  'GET requests': (room) => room.requests.list(),
  'GET faults': (room) => room.faults.list(),
  'POST faults': (room, body) => {
    oneOrMany(Fault).parse(body).forEach((fault) => room.faults.add(fault))
    return room.faults.list()
  },
  'GET behaviours': (room) => room.behaviours.list(),
  'POST behaviours': (room, body) => {
    oneOrMany(Behaviour).parse(body).forEach((behaviour) => room.behaviours.add(behaviour))
    return room.behaviours.list()
  },
  'POST settings': (room, body) => changeSettings(room, Settings.parse(body)),
  'POST distort': (room, body) => {
    const { id, output, ...shown } = Distortion.parse(body)
    const place = output === undefined ? {} : { progress: null, output: { kind: 'inline' as const, text: JSON.stringify(output) } }
    allEndpoints(room).forEach((endpoint) => endpoint.jobs.distort(id, { ...withoutUndefined(shown), ...place }))
    return { id }
  },
  'POST reset': async (room) => {
    room.faults.clear()
    room.behaviours.clear()
    room.requests.clear()
    changeSettings(room, room.initial)
    return { reset: true }
  },
}

function changeSettings(room: ControlRoom, { stageSeconds, workers }: z.infer<typeof Settings>) {
  if (stageSeconds !== undefined) room.speed.stageSeconds = stageSeconds
  if (workers !== undefined) allEndpoints(room).forEach((endpoint) => endpoint.workers.resize(workers))
  return { stageSeconds: room.speed.stageSeconds, workers: allEndpoints(room).map((endpoint) => endpoint.workers.counts()) }
}

function withoutUndefined<Value extends object>(value: Value): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>
  }
}

export async function answerControl(room: ControlRoom, method: string, name: string, body: string): Promise<Reply> {
  const action = ACTIONS[`${method} ${name}`]
  if (action === undefined) return json(404, { error: `no control route ${method} ${name}` })
  try {
    return json(200, await action(room, body === '' ? {} : JSON.parse(body)))
  } catch (error) {
    if (error instanceof z.ZodError) return json(400, { error: z.prettifyError(error) })
    if (error instanceof SyntaxError) return json(400, { error: error.message })
    throw error
  }
}
