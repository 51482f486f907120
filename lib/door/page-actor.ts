import 'server-only'
// The actor behind a page, after the same host check as for routes.
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { demand, type Actor } from '@/lib/access/actor'
import { permits, type Permission } from '@/lib/access/permissions'
import { demandHost } from '@/lib/door/origin'
import { env } from '@/lib/env'
import { actorOfRequest } from '@/lib/teams/service'

/** @throws Problem when the host is foreign or the actor may not */
export async function pageActor(permission: Permission = 'predictions:read'): Promise<Actor> {
  demandHost((await headers()).get('host'), env().publicUrl)
  const actor = await actorOfRequest()
  demand(actor, permission)
  return actor
}

/** As `pageActor`, for pages that whoever may not open them need not know of. */
export async function pageActorOrNotFound(permission: Permission): Promise<Actor> {
  const actor = await pageActor()
  return permits(actor.role, permission) ? actor : notFound()
}
