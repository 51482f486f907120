import 'server-only'
// Which predictions hold a word of the search, from indexes of trigrams: words of names and notes, ligands, tags, people, or an id.
// It gives up on a word that many hold, since a page of those is found sooner by reading the list.
import { database } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'

const { sql } = Prisma

const MOST_LOOKED_UP = 2_000

/** As a pattern of LIKE that stands for this text anywhere. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** As `isOfLigand` of list-match: a SMILES keeps its case, a code of the Chemical Component Dictionary is found whole. */
export const ligandIs = (ligands: Prisma.Sql, word: string): Prisma.Sql =>
  sql`(${ligands} LIKE ${containing(word)} OR position(${`\n${word.toUpperCase()}\n`} IN E'\n' || ${ligands} || E'\n') > 0)`

/** Ids of the team's predictions with this word, the deleted among them; null when there are too many to name. */
export async function lookUpWord(teamId: string, word: string): Promise<string[] | null> {
  const like = containing(word)
  // ILIKE beside the true question about ligands: it is what the index answers.
  const rows = await database().$queryRaw<{ id: string }[]>`
    SELECT s.prediction_id AS id FROM prediction_text s
     WHERE s.team_id = ${teamId} AND (s.words ILIKE ${like} OR (s.ligands ILIKE ${like} AND ${ligandIs(sql`s.ligands`, word)}))
    UNION ALL SELECT t.prediction_id FROM prediction_tag t WHERE t.team_id = ${teamId} AND t.name ILIKE ${like}
    UNION ALL SELECT p.id FROM prediction p WHERE p.team_id = ${teamId} AND p.owner_id IN (SELECT o.id FROM person o WHERE o.name ILIKE ${like})
    UNION ALL SELECT p.id FROM prediction p WHERE p.team_id = ${teamId} AND p.id = ${word}
    LIMIT ${MOST_LOOKED_UP + 1}`
  return rows.length > MOST_LOOKED_UP ? null : [...new Set(rows.map(({ id }) => id))]
}
