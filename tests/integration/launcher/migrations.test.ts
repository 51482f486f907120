// The migrations: applied once, equal to prisma/schema.prisma, and a test's database is a clone of them.
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyMigrations, missingSql } from '@/scripts/launcher/migrations'
import { createTestDatabase } from '../../support/database'

let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => void (database = await createTestDatabase()))
afterAll(() => database.drop())

it('applies nothing twice', async () => {
  expect(await applyMigrations(database.url)).toEqual([])
})

it('holds everything that prisma/schema.prisma says', async () => {
  expect(await missingSql(database.url)).toBeNull()
})

it('counts characters, not bytes, and compares them without regard to case', async () => {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query(`select length('é') as letters, 'É' ilike 'é' as alike, current_setting('TimeZone') as zone`)
  await client.end()
  expect(rows).toEqual([{ letters: 1, alike: true, zone: 'UTC' }])
})
