// A database of one test file's own, cloned from the migrated template (about 50 ms), or an empty one. `drop` ends what is still connected to it.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgres').serverUrl })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

export type TestDatabase = { url: string; drop(): Promise<void> }

async function createDatabase(template: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(`create database ${name} template ${template}`)
  const url = new URL(inject('postgres').serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => onServer(`drop database if exists ${name} with (force)`) }
}

export const createTestDatabase = (): Promise<TestDatabase> => createDatabase(inject('postgres').template)

/** Without tables. */
export const createEmptyDatabase = (): Promise<TestDatabase> => createDatabase('template0')
