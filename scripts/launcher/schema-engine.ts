// Prisma's schema engine as WebAssembly: the only file that touches this package, which is internal to Prisma and pinned exactly.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'

let loaded: Promise<void> | null = null

/** The engine reports a panic through this global before it traps; without it the report itself fails. */
function listenForPanics(): void {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (words: string) => console.error(`Prisma's schema engine: ${words}`) } })
}

/** The engine sets a timer of 10 s for its advisory lock and never clears it; the process need not wait for that. */
function timersThatHoldNobody(): WebAssembly.ModuleImports {
  const names = Object.keys(bindings).filter((name) => name.startsWith('__wbg_setTimeout_'))
  return Object.fromEntries(names.map((name) => [name, (work: () => void, delayMs: number) => setTimeout(work, delayMs).unref()]))
}

async function load(): Promise<void> {
  listenForPanics()
  const folder = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const imports: WebAssembly.ModuleImports = { ...bindings, ...timersThatHoldNobody() }
  const { instance } = await WebAssembly.instantiate(readFileSync(path.join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': imports,
  })
  bindings.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start']
  if (typeof start === 'function') start()
}

/** The engine shows PostgreSQL's words only when they come in this shape. */
function refuseInWordsOf(script: string) {
  return (error: unknown): never => {
    if (!(error instanceof pg.DatabaseError)) throw error
    const line = error.position ? script.slice(0, Number(error.position)).split('\n').length : null
    const message = line === null ? error.message : `${error.message} (line ${line})`
    const { code = 'XX000', severity = 'ERROR', detail, column, hint } = error
    throw new DriverAdapterError({ kind: 'postgres', originalMessage: message, message, code, severity, detail, column, hint })
  }
}

const ONE_BYTE_CHARACTER = 18
const STAND_IN = 2950 // uuid, which no column of the catalogue has

/**
 * Prisma's adapter refuses PostgreSQL's own type "char", which the catalogue is full of, and the engine panics on an empty one
 * (attgenerated of a plain column); its native twin reads the byte 0 there.
 */
function passingCharacters(pool: pg.Pool): pg.Pool {
  const query = async (request: pg.QueryArrayConfig): Promise<pg.QueryArrayResult> => {
    const result = await pool.query(request)
    for (const field of result.fields) if (field.dataTypeID === ONE_BYTE_CHARACTER) field.dataTypeID = STAND_IN
    return result
  }
  return new Proxy(pool, { get: (target, name) => (name === 'query' ? query : Reflect.get(target, name)) })
}

function withCharacters(answer: SqlResultSet): SqlResultSet {
  const isCharacter = answer.columnTypes.map((type) => type === ColumnTypeEnum.Uuid)
  const columnTypes = answer.columnTypes.map((type, column) => (isCharacter[column] ? ColumnTypeEnum.Character : type))
  const rows = answer.rows.map((row) => row.map((value, column) => (isCharacter[column] && value === '' ? '\0' : value)))
  return { ...answer, columnTypes, rows }
}

/**
 * Prisma's own factory would run the migrations of a comparison in the database itself when that is given as a URL
 * (pg lets the URL's name win), so the shadow database is made here.
 */
function adapterFactory(databaseUrl: string, opened: pg.Pool[]): SqlMigrationAwareDriverAdapterFactory {
  const connectTo = async (config: pg.PoolConfig, dropped?: () => Promise<void>): Promise<SqlDriverAdapter> => {
    const pool = new pg.Pool(config)
    opened.push(pool)
    const adapter = await new PrismaPg(passingCharacters(pool)).connect()
    const replaced: Partial<SqlDriverAdapter> = {
      queryRaw: async (query) => withCharacters(await adapter.queryRaw(query)),
      // Prisma's own splits scripts at every semicolon, also inside a function's body.
      executeScript: (script) => pool.query(script).then(() => undefined, refuseInWordsOf(script)),
      dispose: async () => {
        await pool.end()
        await dropped?.()
      },
    }
    return new Proxy(adapter, { get: (target, name) => Reflect.get(name in replaced ? replaced : target, name) })
  }
  const connectToShadowDb = async () => {
    const main = await connectTo({ connectionString: databaseUrl, max: 1 })
    const name = `shadow_${randomUUID()}`
    await main.executeScript(`create database "${name}"`)
    const address = new URL(databaseUrl)
    address.pathname = `/${name}`
    return connectTo({ connectionString: address.href }, async () => {
      await main.executeScript(`drop database "${name}" with (force)`)
      await main.dispose()
    })
  }
  return { provider: 'postgres', adapterName: '@prisma/adapter-pg', connect: () => connectTo({ connectionString: databaseUrl }), connectToShadowDb }
}

/** Runs the work with an engine bound to one database, and frees the engine. */
export async function withSchemaEngine<Result>(
  databaseUrl: string,
  schema: { path: string; content: string },
  work: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> {
  await (loaded ??= load())
  const opened: pg.Pool[] = []
  const adapter = bindMigrationAwareSqlAdapterFactory(adapterFactory(databaseUrl, opened))
  const engine = await bindings.SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => undefined, adapter)
  try {
    return await work(engine)
  } finally {
    engine.free()
    // The engine disposes of its shadow database only, and an idle connection keeps a database from being cloned.
    await Promise.all(opened.filter((pool) => !pool.ended).map((pool) => pool.end()))
  }
}
