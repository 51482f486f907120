// The list as a browser that is signed in asks for it, against a route of the same build that does nothing. Method: 8 clients ask one
// server over connections that stay open, in turns for either; both take the same road through Node and Next. The peer is the route that
// answers whatever else is asked under /api: it looks at nothing, asks no database and says in 150 bytes that nothing is there. The team
// has 1,000 predictions, and the page is the one that the list opens with.
import { addPerson, addSession, FIRST_TEAM } from '@/tests/support/people'
import { startBenchChild } from './child'
import { mean, quantile, type Series } from './figures'
import { plantHistory } from './history-rows'
import type { Measure, Outcome, RunOptions } from './measure'
import { buildWhenChanged, openDatabase, openServer } from './stage'

const CLIENTS = 8
const ROUNDS = 8
const TURN_MS = 2_000
/** Its share of the peer's requests in a second. */
const AIM = 0.45

async function run({ rounds = ROUNDS, say }: RunOptions): Promise<Outcome> {
  buildWhenChanged(say)
  const database = await openDatabase()
  const server = await openServer(database, {})
  await plantHistory(database, 1_000)
  const { id } = await addPerson(database.sql, { role: 'lead' })
  const { cookie } = (await addSession(database.sql, id, FIRST_TEAM)).headers
  const askers = startBenchChild('peers/askers.ts', [String(CLIENTS)])
  await askers.next('ready')
  const perSecond = (path: string, status: number): Promise<number> => {
    askers.send({ address: server.url + path, headers: { cookie }, status, forMs: TURN_MS })
    return askers.next<number>('perSecond')
  }
  const ours: Series = { name: 'Atomera: the list, per request', unit: 'ms', values: [] }
  const peer: Series = { name: 'a route that does nothing, per request', unit: 'ms', values: [] }
  for (let round = 0; round <= rounds; round += 1) {
    const list = await perSecond('/api/v1/predictions', 200)
    const nothing = await perSecond('/api/nothing', 404)
    // The first round warms up what it uses.
    if (round === 0) continue
    say(`  list ${list.toFixed(0)} a second, nothing ${nothing.toFixed(0)}: ${(list / nothing).toFixed(2)}`)
    ours.values.push(1000 / list)
    peer.values.push(1000 / nothing)
  }
  return {
    claims: [
      { kind: 'ratio', what: `the list, signed in, against a route that does nothing, per request (aim: ${AIM} of its requests in a second)`, unit: 'ms', ours: mean(ours.values), peer: mean(peer.values), atMost: 1 / AIM },
      { kind: 'told', what: 'the same, median of the turns', unit: 'ms', ours: quantile(ours.values, 0.5), peer: quantile(peer.values, 0.5) },
    ],
    series: [ours, peer],
  }
}

export const signedInList: Measure = { name: 'signed-in-list', about: 'the list, asked for by a browser that is signed in, against a route that does nothing', run }
