// `npm run password-link -- EMAIL`: a link by which somebody sets a new password, for whoever has the server itself, when no admin can sign in any more.
import path from 'node:path'
import { Command } from 'commander'
import { keyEncryptionKey } from './launcher/data-folder'
import { chosenDataFolder, openDatabase } from './launcher/open-database'
import { Refusal, wordsOf } from './launcher/refusal'
import { readSettings } from './launcher/settings'

const ROOT = path.resolve(import.meta.dirname, '..')

async function makeLink(email: string, data: string | undefined): Promise<string> {
  const settings = readSettings(ROOT, process.env)
  const opened = await openDatabase(ROOT, data)
  try {
    Object.assign(process.env, settings, {
      DATABASE_URL: opened.url,
      ATOMERA_KEY_ENCRYPTION_KEY: settings.ATOMERA_KEY_ENCRYPTION_KEY ?? keyEncryptionKey(chosenDataFolder(ROOT, data, settings)),
      LOG_LEVEL: 'silent',
    })
    const { makePasswordLinkAtConsole } = await import('@/lib/people/password-links')
    const { database } = await import('@/lib/db')
    const link = await makePasswordLinkAtConsole(email.trim().toLowerCase()).finally(() => database().$disconnect())
    if (link === null) throw new Refusal(`Nobody signs in with ${email}, or the account is disabled.`)
    return link
  } finally {
    await opened.close()
  }
}

const command = new Command('npm run password-link --')
  .description('Makes a link by which somebody sets a new password. It works once, for a day.')
  .argument('<email>', 'what the person signs in with')
  .option('--data <folder>', 'the embedded database of this data folder')
  .parse()

try {
  const link = await makeLink(command.args[0] ?? '', command.opts<{ data?: string }>().data)
  console.log(link.startsWith('/') ? `Open this path at the address of Atomera, once, within a day: ${link}` : `Open this once, within a day: ${link}`)
} catch (error) {
  console.error(error instanceof Refusal ? wordsOf(error) : error)
  process.exitCode = 1
}
