// Vitest's global set-up of the integration project: one PostgreSQL and one migrated template database, from which each test file clones its own.
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { applyMigrations } from '@/scripts/launcher/migrations'
import { startScratchPostgres } from '@/scripts/launcher/scratch-postgres'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { serverUrl: string; template: string }
  }
}

async function createTemplate(serverUrl: string, template: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(`create database ${template}`)
  await client.end()
  const url = new URL(serverUrl)
  url.pathname = `/${template}`
  await applyMigrations(url.href)
}

async function dropTemplate(serverUrl: string, template: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(`drop database ${template} with (force)`)
  await client.end()
}

/** ATOMERA_TEST_DATABASE_URL names a server whose user may create databases; without it an embedded one is started. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.ATOMERA_TEST_DATABASE_URL
  const scratch = given ? null : await startScratchPostgres()
  const serverUrl = scratch?.url ?? given ?? ''
  const template = `atomera_template_${process.pid}`
  try {
    await createTemplate(serverUrl, template)
  } catch (error) {
    await scratch?.stop()
    throw error
  }
  project.provide('postgres', { serverUrl, template })
  return () => scratch?.stop() ?? dropTemplate(serverUrl, template)
}
