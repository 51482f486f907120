// `npm run verify`: holds the invariants against a database, reads every stored result again, and says what is broken and what to do. Changes nothing.
// Ends with code 0 when all is well, 1 when something is broken, 2 when the database cannot be read to its end.
import path from 'node:path'
import { Command } from 'commander'
import { readBreaches, type Breach } from './launcher/invariants'
import { openDatabase } from './launcher/open-database'
import { Refusal, wordsOf } from './launcher/refusal'
import { cureOf } from './verify/cures'
import { openResultCheck } from './verify/read-results'

const ROOT = path.resolve(import.meta.dirname, '..')
const PROGRESS_MS = 5_000
/** What Postgres answers when a table, column or function is not there. */
const OTHER_SCHEMA = ['42P01', '42703', '42883']

type Flags = { data?: string; json?: true }
type Report = { results: number; breaches: (Breach & { cure: string })[] }

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(new Refusal('Interrupted: not everything was read.')))

async function check(url: string, found: (breach: Breach) => void): Promise<number> {
  for (const breach of await readBreaches(url)) found(breach)
  const results = await openResultCheck(url)
  let done = 0
  let toldAt = Date.now()
  try {
    for await (const { read, breaches } of results.pages()) {
      interrupted.signal.throwIfAborted()
      breaches.forEach(found)
      done = read
      if (Date.now() - toldAt < PROGRESS_MS) continue
      toldAt = Date.now()
      console.error(`${read} of ${results.total} stored results read`)
    }
  } finally {
    await results.close()
  }
  return done
}

async function verify({ data, json }: Flags): Promise<number> {
  const database = await openDatabase(ROOT, data)
  const report: Report = { results: 0, breaches: [] }
  try {
    report.results = await check(database.url, (breach) => {
      const told = { ...breach, cure: cureOf(breach.rule) }
      if (json !== true) console.log(`${told.rule}\n  ${told.subject}: ${told.detail}\n  ${told.cure}`)
      report.breaches.push(told)
    })
  } finally {
    await database.close()
  }
  const { breaches, results } = report
  if (json === true) console.log(JSON.stringify(report, null, 2))
  else console.log(breaches.length === 0 ? `All invariants hold; ${results} stored results are what their files say.` : `${breaches.length} ${breaches.length === 1 ? 'breach' : 'breaches'}; ${results} stored results were read.`)
  return breaches.length === 0 ? 0 : 1
}

function explain(error: unknown): unknown {
  if (error instanceof Refusal) return wordsOf(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (OTHER_SCHEMA.includes(code)) return `This database does not hold the tables of this version of Atomera (${wordsOf(error)}): npm run up brings the embedded one up to date, npm run migrate that of DATABASE_URL.`
  return `The database could not be read to its end: ${wordsOf(error)}`
}

const flags = new Command('npm run verify --')
  .description('Checks all that Atomera promises of its database. Changes nothing.')
  .option('--data <folder>', 'look at the embedded database of this data folder')
  .option('--json', 'one JSON document: {results, breaches: [{rule, subject, detail, cure}]}')
  .configureOutput({ outputError: (words, write) => write(words) })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts<Flags>()

process.exitCode = await verify(flags).catch((error: unknown) => {
  console.error(explain(error))
  return 2
})
