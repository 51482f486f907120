import 'server-only'
// What stays open behind the door after its request was let in: asked again and again whether it still would be, one look for all of a process.
// It refuses to keep open what it can not ask about.
import { may, type Actor } from '@/lib/access/actor'
import type { Permission } from '@/lib/access/permissions'
import { SECOND } from '@/lib/clock'
import { actorsNow } from '@/lib/door/request-actor'
import { log } from '@/lib/log'

/** What was taken away is away within 30 s, also when a look takes its time. */
const LOOK_MS = 10 * SECOND

type Held = { actor: Actor; permission: Permission; end(): void }

const held = new Set<Held>()
let timer: NodeJS.Timeout | null = null

/** Calls `end` once the actor could no longer come in as the same, into the same team. @returns lets go */
export function holdOpen(one: Held): () => void {
  held.add(one)
  lookLater()
  return () => void held.delete(one)
}

function lookLater(): void {
  if (timer !== null || held.size === 0) return
  timer = setTimeout(() => {
    void endForbidden().finally(() => {
      timer = null
      lookLater()
    })
  }, LOOK_MS).unref()
}

/** One look at all that is held open. */
export async function endForbidden(): Promise<void> {
  const asked = [...held]
  try {
    const actors = await actorsNow(asked.map(({ actor }) => actor.credential))
    for (const one of asked) if (!mayStay(one, actors.get(one.actor.credential.id))) one.end()
  } catch (error) {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'nobody could be asked who may still listen; the browsers reconnect')
    asked.forEach(({ end }) => end())
  }
}

/** The audit is of all teams, whichever is shown. */
const isOfTeam = (permission: Permission): boolean => permission !== 'audit:read'

/** A session that shows another team now lets in to that one. */
const mayStay = ({ actor, permission }: Held, now: Actor | undefined): boolean =>
  now !== undefined && (now.teamId === actor.teamId || !isOfTeam(permission)) && may(now, permission)
