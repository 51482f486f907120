// The person on whose behalf something happens, and the demand that they may do it. Pure.
import { BROWSER_ONLY, permissionsOf, type Permission, type Role, type Scope } from '@/lib/access/permissions'
import { Problem } from '@/lib/errors'

/** Where a request came from. `address` is null where it is not known. */
export type RequestFrom = { address: string | null; via: 'browser' | 'program' | 'apiKey'; apiKey?: { id: string; name: string } }

/** By which a request showed who asks. */
export type Credential = { kind: 'session'; id: string } | { kind: 'key'; id: string; name: string; scopes: readonly Scope[] }

export type Actor = {
  personId: string
  personName: string
  /** The team whose work is shown and changed. Empty for somebody who belongs to none, and then there is no role either. */
  teamId: string
  roles: readonly Role[]
  credential: Credential
  /** There while a request is served, and written down with what the person does. */
  from?: RequestFrom
}

/** The actor of a request with what is known of the person besides. */
export type Identity = { actor: Actor; email: string; isAdmin: boolean; isDemo: boolean }

/** Whether the actor may do something of that kind. */
export function may(actor: Pick<Actor, 'roles' | 'credential'>, permission: Permission): boolean {
  return permissionsOf(actor.roles, actor.credential.kind === 'key' ? actor.credential.scopes : null).has(permission)
}

/** @throws Problem FORBIDDEN when the actor's roles, or the key's scopes, do not include the permission */
export function demand(actor: Actor, permission: Permission): void {
  if (may(actor, permission)) return
  throw new Problem('FORBIDDEN', refusal(actor, permission))
}

function refusal({ roles, credential }: Actor, permission: Permission): string {
  if (credential.kind === 'key' && permissionsOf(roles, null).has(permission)) {
    return `Your key (${credential.scopes.join(', ')}) does not include this, though your role does. ${BROWSER_ONLY.includes(permission) ? 'Do it in the browser.' : 'Make a key with a wider scope on the page API keys.'}`
  }
  if (roles.length === 0) return 'You belong to no team. Ask a lead or an admin for an invitation.'
  return `Your role (${roles.join(', ')}) does not include this. Ask a lead of your team, or an admin.`
}

/** Whether the actor may change something that `ownerId` owns. */
export const mayChange = (actor: Actor, ownerId: string): boolean =>
  may(actor, 'predictions:change') && (ownerId === actor.personId || may(actor, 'predictions:changeOthers'))

/** Whether the actor may write tags and a note on something that `ownerId` owns. */
export const mayAnnotate = (actor: Actor, ownerId: string): boolean => may(actor, 'predictions:tag') || mayChange(actor, ownerId)
