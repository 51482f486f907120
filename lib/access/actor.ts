// The person on whose behalf something happens, and the demand that they may do it. Pure.
import { permits, type Permission, type Role } from '@/lib/access/permissions'
import { Problem } from '@/lib/errors'

/** Where a request came from. `address` is null where it is not known. */
export type RequestFrom = { address: string | null; via: 'browser' | 'program' | 'apiKey'; apiKey?: { id: string; name: string } }

/** `from` is there while a request is served, and is written down with what the person does. */
export type Actor = { personId: string; personName: string; teamId: string; role: Role; from?: RequestFrom }

/** @throws Problem FORBIDDEN when the actor's role does not include the permission */
export function demand(actor: Actor, permission: Permission): void {
  if (permits(actor.role, permission)) return
  throw new Problem('FORBIDDEN', `Your role (${actor.role}) does not include this. Ask an admin of your team.`)
}

/** Whether the actor may change something that `ownerId` owns. */
export const mayChange = (actor: Actor, ownerId: string): boolean =>
  permits(actor.role, 'predictions:change') && (ownerId === actor.personId || permits(actor.role, 'predictions:changeOthers'))

/** Whether the actor may write tags and a note on something that `ownerId` owns. */
export const mayAnnotate = (actor: Actor, ownerId: string): boolean => permits(actor.role, 'predictions:tag') || mayChange(actor, ownerId)
