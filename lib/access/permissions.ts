// Who may do what: roles and their permissions as one table, and which of them a scope of an API key passes on. Pure.

/** What a person is in a team. */
export const TEAM_ROLES = ['viewer', 'scientist', 'lead'] as const
export type TeamRole = (typeof TEAM_ROLES)[number]

/** admin is a person's role in the whole installation, beside the one in a team or without one. */
export const ROLES = [...TEAM_ROLES, 'admin'] as const
export type Role = (typeof ROLES)[number]

export const PERMISSIONS = [
  /** Who one is, and one's teams: everybody who is signed in. */
  'self:read',
  /** One's session and password, making and revoking keys: a person at a browser, never a key. */
  'self:change',
  'predictions:read',
  'predictions:submit',
  'predictions:change',
  'predictions:changeOthers',
  /** Tags and notes on whatever the team has. */
  'predictions:tag',
  /** What the team ran and what it costs. */
  'usage:read',
  /** Whom the team has. */
  'members:read',
  /** Who comes into the team, and as what. At a browser, never by a key: an invitation would outlive it. */
  'members:manage',
  'settings:read',
  'settings:change',
  /** How the installation does, over all teams. */
  'system:read',
  /** What people of all teams did. */
  'audit:read',
  /** Accounts and teams of the installation: who is given what power. At a browser, never by a key, which could give its finder more than itself. */
  'people:manage',
  /** A link by which somebody else sets a new password: whoever has it is that person. At a browser, never by a key. */
  'people:resetPassword',
] as const
export type Permission = (typeof PERMISSIONS)[number]

const SELF: readonly Permission[] = ['self:read', 'self:change']
const VIEWER: readonly Permission[] = ['predictions:read', 'members:read']
const SCIENTIST: readonly Permission[] = [...VIEWER, 'predictions:submit', 'predictions:change']
const LEAD: readonly Permission[] = [...SCIENTIST, 'predictions:changeOthers', 'predictions:tag', 'usage:read', 'members:manage']

export const PERMISSIONS_OF: Record<Role, readonly Permission[]> = {
  viewer: VIEWER,
  scientist: SCIENTIST,
  lead: LEAD,
  admin: [...VIEWER, 'usage:read', 'members:manage', 'settings:read', 'settings:change', 'system:read', 'audit:read', 'people:manage', 'people:resetPassword'],
}

/** What a key may be for. */
export const SCOPES = ['read', 'submit', 'manage'] as const
export type Scope = (typeof SCOPES)[number]

const READ = PERMISSIONS.filter((permission) => permission.endsWith(':read'))
const SUBMIT = PERMISSIONS.filter((permission) => permission.startsWith('predictions:') && !READ.includes(permission))

/** What is done at a browser alone. */
export const BROWSER_ONLY: readonly Permission[] = ['self:change', 'members:manage', 'people:manage', 'people:resetPassword']

/** A key never has more than its person has; and nothing lets a key change sessions, passwords, keys, members, accounts or teams. */
export const PERMISSIONS_IN: Record<Scope, readonly Permission[]> = {
  read: READ,
  submit: SUBMIT,
  manage: PERMISSIONS.filter((permission) => !BROWSER_ONLY.includes(permission) && !READ.includes(permission) && !SUBMIT.includes(permission)),
}

export const isTeamRole = (text: string): text is TeamRole => TEAM_ROLES.some((role) => role === text)

export const isScope = (text: string): text is Scope => SCOPES.some((scope) => scope === text)

/** The scope that a key needs for it; null: no key may. */
export const scopeFor = (permission: Permission): Scope | null => SCOPES.find((scope) => PERMISSIONS_IN[scope].includes(permission)) ?? null

/** The scopes that give a key of somebody with these roles anything at all. */
export const scopesOf = (roles: readonly Role[]): Scope[] => SCOPES.filter((scope) => permissionsOf(roles, [scope]).size > 0)

/** What somebody with these roles may do; within the scopes, when it is a key that asks. */
export function permissionsOf(roles: readonly Role[], scopes: readonly Scope[] | null): ReadonlySet<Permission> {
  const own = new Set([...SELF, ...roles.flatMap((role) => PERMISSIONS_OF[role])])
  if (scopes === null) return own
  return new Set(scopes.flatMap((scope) => PERMISSIONS_IN[scope]).filter((permission) => own.has(permission)))
}
