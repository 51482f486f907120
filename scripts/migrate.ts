// `npm run migrate` applies the missing migrations to DATABASE_URL; `npm run migrate:new NAME` writes the next one from prisma/schema.prisma.
import { existsSync, readFileSync } from 'node:fs'
import { program } from 'commander'
import { parse } from 'dotenv'
import { applyMigrations, missingSql, writeMigration } from './launcher/migrations'
import { Refusal } from './launcher/refusal'
import { startScratchPostgres } from './launcher/scratch-postgres'

type Flags = { new?: string; check?: true }

function databaseUrl(): string {
  const url = process.env.DATABASE_URL || (existsSync('.env') ? parse(readFileSync('.env')).DATABASE_URL : undefined)
  if (!url) throw new Refusal('DATABASE_URL must be set; `npm run up` migrates the embedded database by itself.')
  return url
}

async function onScratch<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const scratch = await startScratchPostgres()
  try {
    return await work(scratch.url)
  } finally {
    await scratch.stop()
  }
}

async function migrate(flags: Flags): Promise<void> {
  if (flags.new) {
    const name = flags.new
    const file = await onScratch((url) => writeMigration(url, name, new Date()))
    console.log(file ?? 'The migrations already hold everything in prisma/schema.prisma.')
    return
  }
  if (flags.check) {
    const sql = await onScratch(missingSql)
    if (sql !== null) throw new Refusal(`prisma/schema.prisma has what no migration has; run npm run migrate:new NAME:\n${sql}`)
    return console.log('The migrations agree with prisma/schema.prisma.')
  }
  const applied = await applyMigrations(databaseUrl())
  console.log(applied.length === 0 ? 'Nothing to apply.' : `Applied ${applied.join(', ')}.`)
}

program
  .option('--new <name>', 'write the next migration')
  .option('--check', 'only compare the migrations with the schema')
  .action((flags: Flags) =>
    migrate(flags).catch((error: unknown) => {
      console.error(error instanceof Refusal ? error.message : error)
      process.exitCode = 1
    }),
  )
await program.parseAsync()
