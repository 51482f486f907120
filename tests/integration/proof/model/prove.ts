// The property: whatever happens in whatever order, the rules hold after every step and everything ends. Cases are drawn, shrunk and replayed by fast-check.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { Client } from 'pg'
import { play } from './edges'
import { createTestDatabase } from '../../../support/database'
import { Census } from './census'
import { ModelClock } from './clock'
import { cases, type Case } from './commands'
import { finish } from './finish'
import { gateDatabase } from './gated-database'
import { act, changeSettings, submit } from './play'
import { drawsFrom, type Draw } from './random'
import { CLEAN, settingsOf, writeLocalAddress } from './settings'
import { prepareSnapshots } from './snapshot'
import { runningTurn } from './turns'
import { World } from './world'

export type Model = {
  census: Census
  databaseUrl: string
  run(one: Case): Promise<void>
  /** An empty world for one proof by hand. */
  begin(place: Case['place'], maxInFlight: number): Promise<World>
  close(): Promise<void>
}

/** A database, a clock and the edges, for many cases one after the other. */
export async function openModel(): Promise<Model> {
  const database = await createTestDatabase()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'atomera-model-'))
  writeLocalAddress(dataDir)
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await prepareSnapshots(client)
  const clock = new ModelClock(client)
  await clock.install()
  const census = new Census()
  let draw: Draw = drawsFrom(0)
  const trueRandom = Math.random
  Math.random = () => (runningTurn() === null ? trueRandom() : draw())
  const worldOf = ({ clockOffsetMs, maxInFlight, place }: Pick<Case, 'clockOffsetMs' | 'maxInFlight' | 'place'>): World => {
    const known = new Map(['first', 'second', 'local', 'keyless'].map((one) => [one, settingsOf(one as Case['place'], database.url, dataDir, maxInFlight)]))
    const settings = (one: Case['place']) => known.get(one) ?? settingsOf(one, database.url, dataDir, maxInFlight)
    return new World({ client, clock, census, clockOffsetMs, settings, jitter: draw }, place)
  }
  play(worldOf({ clockOffsetMs: 0, maxInFlight: 1, place: 'first' }))
  const prisma = gateDatabase(database.url)
  const begin = async (one: Pick<Case, 'clockOffsetMs' | 'maxInFlight' | 'place' | 'seed'>): Promise<World> => {
    await client.query(CLEAN)
    await clock.pass(3_600_000)
    draw = drawsFrom(one.seed)
    const world = worldOf(one)
    play(world)
    await world.beWorker(0)
    await world.beWorker(1)
    await changeSettings(world, { place: one.place, worker: 0 })
    return world
  }
  return {
    census,
    databaseUrl: database.url,
    begin: (place, maxInFlight) => begin({ place, maxInFlight, clockOffsetMs: 0, seed: 0 }),
    run: async (one) => {
      await playCase(await begin(one), one)
      census.count('cases', one.place)
    },
    close: async () => {
      Math.random = trueRandom
      clock.restore()
      await prisma.$disconnect()
      await client.end()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function playCase(world: World, one: Case): Promise<void> {
  if (one.watched) await world.given.client.query("UPDATE team SET watched_until = app_now() + interval '1 hour'")
  for (let count = 0; count < one.submits; count += 1) await submit(world, { person: count % 2, twice: false })
  for (const command of [...(one.opening === null ? [] : [one.opening]), ...one.commands]) await act(world, command)
  await finish(world, one)
}

export type Run = { seeds: number; base: number; mostCommands?: number; shrinks?: boolean }

/** @throws the smallest case found that breaks a rule, with its seed and path */
export async function prove(model: Model, { seeds, base, mostCommands = 22, shrinks = true }: Run): Promise<void> {
  await fc.assert(fc.asyncProperty(cases(mostCommands), (one) => model.run(one)), { numRuns: seeds, seed: base, endOnFailure: !shrinks })
}
