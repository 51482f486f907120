'use client'
// What the signed-in person may do to a prediction, for the buttons of a page. The server decides by the same table at each request.
import { useSession } from '@/components/shell/session'

export type Rights = {
  /** Submit new ones and run this one again. */
  submit: boolean
  /** Rename, cancel, delete, choose a result. */
  change: boolean
  /** Put tags on it and write its note. */
  annotate: boolean
}

export function useRights(owner: { id: string }): Rights {
  const { person, permissions } = useSession()
  const change = permissions.includes('predictions:change') && (owner.id === person.id || permissions.includes('predictions:changeOthers'))
  return { submit: permissions.includes('predictions:submit'), change, annotate: change || permissions.includes('predictions:tag') }
}
