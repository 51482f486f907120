// Rows that say an installation is set up, without going through the page: the demo is over, real people are there.

type Sql = (text: string, values?: unknown[]) => Promise<unknown>

export async function markSetUp(sql: Sql): Promise<void> {
  await sql("INSERT INTO installation (id, set_up_at, set_up_by_id) VALUES ('current', app_now(), 'person_of_the_test') ON CONFLICT DO NOTHING")
}
