import 'server-only'
// Who is asking. Until there are accounts it is always the local person.
import type { Actor } from '@/lib/access/actor'
import { ensureLocalTeam, localActor } from '@/lib/teams/store'

const created = globalThis as typeof globalThis & { atomeraLocalActor?: Actor }

/** The actor of a request without accounts; remembered, since it cannot change while the process lives. */
export async function actorOfRequest(): Promise<Actor> {
  if (created.atomeraLocalActor !== undefined) return created.atomeraLocalActor
  const known = (await localActor()) ?? (await ensureLocalTeam().then(localActor))
  if (known === null) throw new Error('The local team could not be written.')
  created.atomeraLocalActor = known
  return known
}
