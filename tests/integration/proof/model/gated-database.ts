// The process's own client of the database with a stop before each statement and each transaction. Within a transaction nothing stops: its locks are held.
import { PrismaPg } from '@prisma/adapter-pg'
import type { Database } from '@/lib/db'
import { PrismaClient } from '@/lib/generated/prisma/client'
import { runningTurn, stop } from './turns'

const READS = new Set(['findUnique', 'findFirst', 'findMany', 'count'])
const CUT = 'The connection to the database was lost.'

type Act = (...given: unknown[]) => unknown

function gated(name: string, writes: (given: unknown[]) => boolean, act: Act): Act {
  return (...given) => {
    const turn = runningTurn()
    if (turn === null) return act(...given)
    return (async () => {
      const cut = await stop(name, writes(given))
      if (cut === 'before') throw new Error(CUT)
      const answer = await turn.act(async () => act(...given))
      if (cut === 'after') throw new Error(CUT)
      return answer
    })()
  }
}

const statement = (given: unknown[]): string => (Array.isArray(given[0]) ? given[0].join('?') : String(given[0]))
const isWriting = (given: unknown[]): boolean => /\b(UPDATE|INSERT|DELETE)\b/.test(statement(given))

const OF_CLIENT: Record<string, (given: unknown[]) => boolean> = { $transaction: () => true, $queryRaw: isWriting, $executeRaw: () => true }

function gatedTable(table: object, tableName: string): object {
  const made = new Map<PropertyKey, unknown>()
  return new Proxy(table, {
    get(target, property) {
      if (made.has(property)) return made.get(property)
      const found: unknown = Reflect.get(target, property)
      const act = typeof found === 'function' && typeof property === 'string' ? gated(`${tableName}.${property}`, () => !READS.has(property), found.bind(target) as Act) : found
      made.set(property, act)
      return act
    },
  })
}

/** As the product's own client, but one connection, which plans each statement once: a case asks the same hundreds of times. */
function connect(url: string): Database {
  const names = new Map<string, string>()
  const nameOf = (sql: string): string => {
    const name = names.get(sql) ?? `s${names.size}`
    names.set(sql, name)
    return name
  }
  const adapter = new PrismaPg({ connectionString: url, max: 3, idleTimeoutMillis: 0, options: '-c plan_cache_mode=force_generic_plan -c jit=off' }, { statementNameGenerator: ({ sql }) => nameOf(sql) })
  return new PrismaClient({ adapter, errorFormat: 'minimal', transactionOptions: { maxWait: 60_001, timeout: 60_001 } })
}

/** To be called once, before anything of lib has asked for the database. */
export function gateDatabase(url: string): Database {
  const client = connect(url)
  const made = new Map<PropertyKey, unknown>()
  const proxy = new Proxy(client, {
    get(target, property) {
      if (made.has(property)) return made.get(property)
      const found: unknown = Reflect.get(target, property)
      const writes = OF_CLIENT[String(property)]
      let gate = found
      if (typeof found === 'function' && writes !== undefined) gate = gated(String(property), writes, found.bind(target) as Act)
      else if (typeof found === 'object' && found !== null && /^[a-z]/.test(String(property))) gate = gatedTable(found, String(property))
      else if (typeof found === 'function') gate = found.bind(target)
      made.set(property, gate)
      return gate
    },
  })
  const shared = globalThis as typeof globalThis & { atomeraDatabase?: Database }
  shared.atomeraDatabase = proxy
  return client
}
