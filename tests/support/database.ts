// A database of one test file's own, cloned from the migrated template (about 50 ms). `drop` ends what is still connected to it.
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

export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { serverUrl, template } = inject('postgres')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(`create database ${name} template ${template}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => onServer(`drop database if exists ${name} with (force)`) }
}
