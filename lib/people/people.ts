import 'server-only'
// Everybody of the installation, for admins: making and unmaking admins, and shutting accounts without taking away what was done with them.
import type { Actor } from '@/lib/access/actor'
import type { AuditVerb } from '@/lib/audit/verbs'
import { writeAuditLine } from '@/lib/audit/store'
import { database, databaseNow, type Transaction } from '@/lib/db'
import { readPeople } from '@/lib/people/people-store'
import { demandAdminChange, demandDisabling, demandEnabling, type Standing } from '@/lib/people/rules'
import type { ChangePerson, PersonView } from '@/lib/people/schema'
import { endLinksMadeBy, holdPerson, writeAdmin, writeDisabled } from '@/lib/people/standing-store'

export const listPeople = (): Promise<PersonView[]> => readPeople()

/** @throws Problem NOT_FOUND, or CONFLICT with what has to be done first */
export async function changePerson(actor: Actor, personId: string, { isAdmin, isDisabled }: ChangePerson): Promise<void> {
  await database().$transaction(async (on) => {
    const person = await holdPerson(on, personId)
    const at = await databaseNow(on)
    if (isAdmin !== undefined && isAdmin !== person.isAdmin) await changeAdmin(on, actor, person, isAdmin, at)
    if (isDisabled !== undefined && isDisabled !== person.isDisabled) await changeDisabled(on, actor, { ...person, isAdmin: isAdmin ?? person.isAdmin }, isDisabled, at)
  })
}

async function changeAdmin(on: Transaction, actor: Actor, person: Standing, isAdmin: boolean, at: Date): Promise<void> {
  demandAdminChange(person, isAdmin)
  await writeAdmin(on, person.id, isAdmin)
  if (!isAdmin) await endLinksMadeBy(on, person.id, at)
  await audit(on, actor, person, { verb: isAdmin ? 'made admin' : 'took admin away', changes: { admin: { from: person.isAdmin, to: isAdmin } }, at })
}

async function changeDisabled(on: Transaction, actor: Actor, person: Standing, isDisabled: boolean, at: Date): Promise<void> {
  if (isDisabled) demandDisabling(person, actor.personId)
  else demandEnabling(person)
  await writeDisabled(on, person.id, isDisabled ? at : null)
  if (isDisabled) await endLinksMadeBy(on, person.id, at)
  await audit(on, actor, person, { verb: isDisabled ? 'disabled' : 'enabled', changes: { disabled: { from: person.isDisabled, to: isDisabled } }, at })
}

type Deed = { verb: AuditVerb; changes: Record<string, { from: boolean; to: boolean }>; at: Date }

/** Belongs to the installation and to no team. */
const audit = (on: Transaction, actor: Actor, { id, name }: Standing, { verb, changes, at }: Deed): Promise<void> =>
  writeAuditLine(on, { actor: { ...actor, teamId: '' }, verb, subject: id, subjectName: name, detail: { changes }, at })
