// What people do that is written down: one verb each, as it follows the person's name. Pure.

export const AUDIT_VERBS = [
  'submitted',
  'renamed',
  'cancelled',
  'deleted',
  'ran again',
  'ran again accepting double billing',
  'used attempt',
  'changed tags',
  'changed note',
  'changed settings',
  'checked the endpoint',
  'set the installation up',
  'signed in',
  'signed out',
  'changed the password',
  'made an API key',
  'revoked an API key',
] as const
export type AuditVerb = (typeof AUDIT_VERBS)[number]
