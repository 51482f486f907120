import 'server-only'
// The actor behind a page, after the same host check as for routes. Whoever is not signed in is sent to sign in, and back afterwards.
import { cache } from 'react'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { demand, may, type Actor, type Identity } from '@/lib/access/actor'
import type { Permission } from '@/lib/access/permissions'
import { demandHost } from '@/lib/door/origin'
import { callerOf, identityOf } from '@/lib/door/request-actor'
import { env } from '@/lib/env'
import type { Caller } from '@/lib/auth/demo'

/** Where the browser is, as the proxy notes it for pages. */
const PATH_HEADER = 'x-atomera-path'

/** Who opens the page; asked once for the page and the frame around it. null: nobody who is signed in. */
export const pageIdentity = cache(async (): Promise<Identity | null> => {
  const given = await headers()
  demandHost(given.get('host'), env().publicUrl)
  return identityOf(given)
})

export async function pageCaller(): Promise<Caller> {
  return callerOf(await headers())
}

/** The host check alone, for pages in front of the sign-in. */
export async function demandDoorHost(): Promise<void> {
  demandHost((await headers()).get('host'), env().publicUrl)
}

/** As `pageIdentity`; whoever is not signed in is sent to sign in. */
export async function demandPageIdentity(): Promise<Identity> {
  const known = await pageIdentity()
  if (known !== null) return known
  const path = (await headers()).get(PATH_HEADER) ?? '/'
  redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`)
}

/** @throws Problem when the host is foreign or the actor may not */
export async function pageActor(permission: Permission = 'predictions:read'): Promise<Actor> {
  const { actor } = await demandPageIdentity()
  demand(actor, permission)
  return actor
}

/** As `pageActor`, for pages that whoever may not open them need not know of. */
export async function pageActorOrNotFound(permission: Permission): Promise<Actor> {
  const { actor } = await demandPageIdentity()
  return may(actor, permission) ? actor : notFound()
}
