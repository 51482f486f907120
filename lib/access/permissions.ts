// Who may do what: roles and their permissions as one table. Pure.

export const ROLES = ['scientist', 'lead', 'admin'] as const
export type Role = (typeof ROLES)[number]

export type Permission =
  | 'predictions:read'
  | 'predictions:submit'
  | 'predictions:change'
  | 'predictions:changeOthers'
  /** Tags and notes on whatever the team has. */
  | 'predictions:tag'
  /** What the team ran and what it costs. */
  | 'usage:read'
  | 'settings:read'
  | 'settings:change'
  /** How the installation does, over all teams. */
  | 'system:read'
  /** What people of all teams did. */
  | 'audit:read'

const SCIENTIST: readonly Permission[] = ['predictions:read', 'predictions:submit', 'predictions:change']

export const PERMISSIONS: Record<Role, readonly Permission[]> = {
  scientist: SCIENTIST,
  lead: [...SCIENTIST, 'predictions:changeOthers', 'predictions:tag', 'usage:read'],
  admin: [...SCIENTIST, 'predictions:changeOthers', 'predictions:tag', 'usage:read', 'settings:read', 'settings:change', 'system:read', 'audit:read'],
}

export const isRole = (text: string): text is Role => ROLES.some((role) => role === text)

export const permits = (role: Role, permission: Permission): boolean => PERMISSIONS[role].includes(permission)
