import 'server-only'
// What stays open behind the door after its request was let in: asked again and again whether it still would be, one look for all of a process.
// It refuses to keep open what it can not ask about.
import { may, type Actor } from '@/lib/access/actor'
import type { Permission, Role } from '@/lib/access/permissions'
import { SECOND } from '@/lib/clock'
import { actorsNow } from '@/lib/door/request-actor'
import { log } from '@/lib/log'
import { rolesIn, teamsOf } from '@/lib/teams/store'

/** What was taken away is away within 30 s, also when a look takes its time; from a running download a look later where one failed. */
const LOOK_MS = 10 * SECOND

/** A browser opens its stream of events again by itself, for the team that it shows then. A download would be lost. */
type Held = { actor: Actor; permission: Permission; kind: 'events' | 'download'; end(): void }

/** With how many looks in a row have failed. */
const held = new Map<Held, number>()
let timer: NodeJS.Timeout | null = null

/** Calls `end` once the actor could no longer come in as the same, into the same team. @returns lets go */
export function holdOpen(one: Held): () => void {
  held.set(one, 0)
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
  const asked = [...held.keys()]
  try {
    const actors = await actorsNow(asked.map(({ actor }) => actor.credential))
    const answers = await Promise.all(asked.map(async (one) => ({ one, stays: await mayStay(one, actors.get(one.actor.credential.id)) })))
    for (const { one, stays } of answers) {
      if (!stays) one.end()
      else if (held.has(one)) held.set(one, 0)
    }
  } catch (error) {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'nobody could be asked who may still listen; the browsers reconnect')
    asked.forEach(noteFailedLook)
  }
}

/** What a download has sent can not be sent again: it bears one look that failed, and ends with the next. */
function noteFailedLook(one: Held): void {
  const failed = held.get(one)
  if (failed === 0 && one.kind === 'download') held.set(one, 1)
  else if (failed !== undefined) one.end()
}

/** The audit is of all teams, whichever is shown. */
const isOfTeam = (permission: Permission): boolean => permission !== 'audit:read'

/** A session that shows another team now lets in to that one; what is downloaded from the first may be read to its end by whoever may still look into it. */
async function mayStay({ actor, permission, kind }: Held, now: Actor | undefined): Promise<boolean> {
  if (now === undefined) return false
  if (now.teamId === actor.teamId || !isOfTeam(permission)) return may(now, permission)
  if (kind === 'events') return false
  const roles = await rolesInTeam(now, actor.teamId)
  return may({ ...now, roles }, permission)
}

async function rolesInTeam({ personId, roles }: Actor, teamId: string): Promise<Role[]> {
  const isAdmin = roles.includes('admin')
  const team = (await teamsOf({ personId, isAdmin })).find(({ id }) => id === teamId)
  return team === undefined ? [] : rolesIn(team.role, isAdmin)
}
