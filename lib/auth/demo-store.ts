import 'server-only'
// The rows of the demo team. They are written when first asked for, and safe to write again and to race for.
import { sha256 } from '@/lib/crypto'
import { database } from '@/lib/db'
import { FIRST_TEAM, holdFirstPeople, isSetUp } from '@/lib/auth/set-up-store'
import type { TeamRole } from '@/lib/access/permissions'

type DemoPerson = { id: string; name: string; isAdmin: boolean; role: TeamRole }

/** @returns whether they were written: not when the first real account came meanwhile */
export async function writeDemo(people: readonly DemoPerson[], apiKey: string | null): Promise<boolean> {
  return database().$transaction(async (on) => {
    await holdFirstPeople(on)
    if (await isSetUp(on)) return false
    await on.$executeRaw`INSERT INTO team (id, name) VALUES (${FIRST_TEAM}, 'Demo team') ON CONFLICT DO NOTHING`
    for (const { id, name, isAdmin, role } of people) {
      await on.$executeRaw`INSERT INTO person (id, name, email, is_admin, is_demo) VALUES (${id}, ${name}, ${`${id}@atomera.invalid`}, ${isAdmin}, true) ON CONFLICT DO NOTHING`
      await on.$executeRaw`INSERT INTO membership (team_id, person_id, role) VALUES (${FIRST_TEAM}, ${id}, ${role}) ON CONFLICT DO NOTHING`
    }
    const admin = people.find(({ isAdmin }) => isAdmin)
    if (apiKey === null || admin === undefined) return true
    const written = await on.$executeRaw`
      INSERT INTO api_key (id, team_id, person_id, name, hash, tail, scopes, created_at)
      VALUES (${`key_demo_${sha256(apiKey).slice(0, 12)}`}, ${FIRST_TEAM}, ${admin.id}, 'Demo key of npm run up', ${sha256(apiKey)}, ${apiKey.slice(-4)}, ARRAY['read', 'submit', 'manage'], app_now())
      ON CONFLICT DO NOTHING`
    // Each start brings a key of its own; that of an earlier one stands in no up.json any more.
    if (written > 0) await on.$executeRaw`UPDATE api_key SET revoked_at = app_now() WHERE person_id = ${admin.id} AND name = 'Demo key of npm run up' AND hash <> ${sha256(apiKey)} AND revoked_at IS NULL`
    return true
  })
}
