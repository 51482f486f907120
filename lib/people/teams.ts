import 'server-only'
// The teams of the installation, for admins. A new one is empty until somebody is put or invited into it.
import type { Actor } from '@/lib/access/actor'
import { writeAuditLine } from '@/lib/audit/store'
import { database, databaseNow, type Transaction } from '@/lib/db'
import { notFound, Problem } from '@/lib/errors'
import { createTeam, isTeamNameTaken, readTeamName, readTeams, writeTeamName } from '@/lib/people/people-store'
import type { TeamView } from '@/lib/people/schema'

export const listTeams = (): Promise<TeamView[]> => readTeams()

/** People tell teams apart by their names. */
async function demandFreeName(on: Transaction, name: string, exceptId: string | null): Promise<void> {
  if (await isTeamNameTaken(on, name, exceptId)) throw new Problem('CONFLICT', `There is a team “${name}” already. Take another name.`, [{ at: 'name', message: 'There is a team of this name already.' }])
}

/** @throws Problem CONFLICT when another team is called that */
export async function makeTeam(actor: Actor, name: string): Promise<{ id: string }> {
  const id = await database().$transaction(async (on) => {
    await demandFreeName(on, name, null)
    const at = await databaseNow(on)
    const teamId = await createTeam(on, name, at)
    await writeAuditLine(on, { actor: { ...actor, teamId }, verb: 'made the team', subject: teamId, subjectName: name, at })
    return teamId
  })
  return { id }
}

/** @throws Problem NOT_FOUND, or CONFLICT when another team is called that */
export async function renameTeam(actor: Actor, id: string, name: string): Promise<void> {
  await database().$transaction(async (on) => {
    const before = await readTeamName(on, id)
    if (before === null) throw notFound('team')
    if (before === name) return
    await demandFreeName(on, name, id)
    await writeTeamName(on, id, name)
    await writeAuditLine(on, { actor: { ...actor, teamId: id }, verb: 'renamed the team', subject: id, subjectName: name, detail: { changes: { name: { from: before, to: name } } }, at: await databaseNow(on) })
  })
}
