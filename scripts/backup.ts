// `npm run backup -- FILE`: everything in the database as one packed file, in one snapshot, while Atomera runs or not. Changes nothing, overwrites nothing.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Command } from 'commander'
import pg from 'pg'
import { fingerprintOf } from './backup/archive'
import { dump } from './backup/dump'
import { keyAt, keyPlace } from './backup/key'
import { tarOf } from './backup/tar'
import { demandFreePlace, writePacked } from './backup/write-file'
import { openDatabase } from './launcher/open-database'
import { nowAndThen, say } from './launcher/progress'
import { Refusal, wordsOf } from './launcher/refusal'

const ROOT = path.resolve(import.meta.dirname, '..')

type Flags = { data?: string; withSecrets?: true }

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(new Refusal('Interrupted: no backup was made.')))

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

function appVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))
  return version
}

async function write(url: string, file: string, flags: Flags): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: 'atomera-backup' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const key = keyAt(keyPlace(ROOT, flags.data))
    if (flags.withSecrets === true && key === null) throw new Refusal('There is no key-encryption key here to put into the backup: set ATOMERA_KEY_ENCRYPTION_KEY, or leave --with-secrets away.')
    const madeAt = new Date()
    const tell = nowAndThen()
    const members = dump(client, {
      version: appVersion(),
      madeAt,
      keyFingerprint: key === null ? null : fingerprintOf(key),
      keyEncryptionKey: flags.withSecrets === true ? key : null,
      progress: (table, bytes) => tell(`${megabytes(bytes)} so far, in ${table}`),
    })
    return await writePacked(file, tarOf(members, madeAt), interrupted.signal)
  } finally {
    await client.end()
  }
}

async function backup(name: string, flags: Flags): Promise<void> {
  const file = path.resolve(process.env.INIT_CWD ?? process.cwd(), name)
  demandFreePlace(file)
  const database = await openDatabase(ROOT, flags.data)
  try {
    say(`- Backing up ${new URL(database.url).pathname.slice(1)} at ${new URL(database.url).host}`)
    say(`Backup: ${file}, ${megabytes(await write(database.url, file, flags))}`)
  } finally {
    await database.close()
  }
  say(
    flags.withSecrets === true
      ? '  The key-encryption key is in it: whoever has the file can open the API keys that are sealed in it.'
      : '  The key-encryption key is not in it: keep that elsewhere, without it the sealed API keys cannot be opened after a restore.',
  )
}

const command = new Command('npm run backup --')
  .description('Writes everything in the database into one file. Atomera may run meanwhile.')
  .argument('<file>', 'the file to write, such as atomera-2026-11-26.tar.gz')
  .option('--data <folder>', 'the embedded database of this data folder')
  .option('--with-secrets', 'put the key-encryption key into the file')
  .parse()

await backup(command.args[0] ?? '', command.opts<Flags>()).catch((error: unknown) => {
  const reason: unknown = interrupted.signal.aborted ? interrupted.signal.reason : error
  process.stderr.write(`${reason instanceof Refusal ? wordsOf(reason) : `No backup was made: ${error instanceof Error ? error.stack : String(error)}`}\n`)
  process.exitCode = 1
})
