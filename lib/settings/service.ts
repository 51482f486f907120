import 'server-only'
// What the settings are now, for the program and for the admin's page, and changing them. It refuses what the environment pins, and a change
// of a page that was older than the newest one.
import type { Actor } from '@/lib/access/actor'
import { writeAuditLine } from '@/lib/audit/store'
import { isoOrNull } from '@/lib/clock'
import { database, databaseNow, notify, type Transaction } from '@/lib/db'
import { env } from '@/lib/env'
import { Problem } from '@/lib/errors'
import { SETTING_VARIABLES, type SettingName } from '@/lib/setting-limits'
import { changesForAudit, namesOfChanges } from '@/lib/settings/changes'
import { choicesInEffect, environmentChoices, keyTail, settingsInEffect, type Choices, type Settings, type StoredChoices } from '@/lib/settings/choices'
import type { ChangeSettings, SettingsView } from '@/lib/settings/schema'
import { holdSettings, lockSettings, readChoices, readSettings, writeSettings, type ByWhom, type StoredSettings } from '@/lib/settings/store'

const inEffect = ({ version, choices }: Pick<StoredSettings, 'version' | 'choices'>): Settings => settingsInEffect(env(), version, choices)

/** Read each time, so that a change counts at once in every process of this database. */
export const currentSettings = async (): Promise<Settings> => inEffect(await readChoices())

/** The settings, which nobody changes until the transaction ends. */
export const heldSettings = async (transaction: Transaction): Promise<Settings> => inEffect(await holdSettings(transaction))

/** As the environment alone has them, for when the database does not answer. */
export const settingsOfEnvironment = (): Settings => settingsInEffect(env(), 0, environmentChoices(env()))

export const viewSettings = async (): Promise<SettingsView> => viewOf(await readSettings())

const pinnedBy = (name: SettingName): string | null => (env().pinned.includes(name) ? SETTING_VARIABLES[name] : null)

const whom = (given: ByWhom | null): SettingsView['changed'] => given && { at: given.at.toISOString(), by: given.by }

function viewOf(row: StoredSettings): SettingsView {
  const [environment, choices] = [environmentChoices(env()), choicesInEffect(env(), row.choices)]
  const setting = <Name extends SettingName>(name: Name) => ({ value: choices[name], stored: row.choices[name], standard: environment[name], pinnedBy: pinnedBy(name) })
  return {
    version: row.version,
    changed: whom(row.changed),
    baseUrl: env().runpod.baseUrl,
    apiKey: keyView(row, environment),
    endpointId: setting('endpointId'),
    useRunPod: setting('useRunPod'),
    pollIntervalMs: setting('pollIntervalMs'),
    timeoutMs: setting('timeoutMs'),
    queueAllowanceMs: setting('queueAllowanceMs'),
    maxInFlight: setting('maxInFlight'),
    fallback: setting('fallback'),
    pricePerGpuSecond: setting('pricePerGpuSecond'),
    maxTokens: setting('maxTokens'),
    retentionDays: setting('retentionDays'),
    retentionKeepsTagged: setting('retentionKeepsTagged'),
    msaServers: setting('msaServers'),
    msaServerUrl: setting('msaServerUrl'),
  }
}

function keyView({ apiKey, choices }: StoredSettings, environment: Choices): SettingsView['apiKey'] {
  const pin = pinnedBy('apiKey')
  if (pin !== null) return { isSet: true, tail: keyTail(environment.apiKey ?? '') || null, changed: null, isUnreadable: false, pinnedBy: pin }
  return { isSet: apiKey.isSet, tail: apiKey.tail || null, changed: whom(apiKey.changed), isUnreadable: apiKey.isSet && choices.apiKey === null, pinnedBy: null }
}

/**
 * What is in flight keeps its endpoint; what is submitted or handed over from now on follows the new settings.
 * @throws Problem INVALID_REQUEST for what is pinned, SETTINGS_CHANGED when somebody was faster
 */
export async function changeSettings(actor: Actor, { version, ...change }: ChangeSettings): Promise<SettingsView> {
  await database().$transaction(async (transaction) => {
    const before = await lockSettings(transaction)
    const known = knownChoices(before)
    const names = namesOfChanges(known, change)
    if (names.length === 0) return
    demandNewest(before, version)
    demandUnpinned(names)
    demandOwnMsaServer(choicesInEffect(env(), { ...known, ...change }), names)
    const at = await databaseNow(transaction)
    await writeSettings(transaction, change, { personId: actor.personId, at })
    await writeAuditLine(transaction, { actor, verb: 'changed settings', subject: 'settings', detail: { changes: changesForAudit(known, change) }, at })
    await notify(transaction, 'atomera_work', '')
  })
  return viewSettings()
}

/** A key that cannot be opened is there all the same, and like no other. */
const knownChoices = ({ choices, apiKey }: StoredSettings): StoredChoices => ({ ...choices, apiKey: choices.apiKey ?? (apiKey.isSet ? '' : null) })

function demandNewest({ version, changed }: StoredSettings, shown: number): void {
  if (version === shown) return
  const who = changed === null ? 'Somebody' : `${changed.by} (${isoOrNull(changed.at)})`
  throw new Problem('SETTINGS_CHANGED', `${who} has changed the settings since this page showed them. Nothing of yours was saved; look at what is there now and save again.`)
}

/** A server of one's own that has no address would quietly be none. */
function demandOwnMsaServer({ msaServers, msaServerUrl }: Choices, names: readonly SettingName[]): void {
  const isAbout = names.includes('msaServers') || names.includes('msaServerUrl')
  if (!isAbout || msaServerUrl !== null || msaServers === 'public' || msaServers === 'none') return
  const message = 'must be set as long as predictions may ask an MSA server of your own.'
  throw new Problem('INVALID_REQUEST', `msaServerUrl ${message}`, [{ at: 'msaServerUrl', message }])
}

function demandUnpinned(names: readonly SettingName[]): void {
  const complaints = names.flatMap((name) => {
    const pin = pinnedBy(name)
    return pin === null ? [] : [{ at: name, message: `is pinned by ${pin} in the environment or .env of the server; change it there, or take it out.` }]
  })
  if (complaints.length > 0) throw new Problem('INVALID_REQUEST', complaints.map(({ at, message }) => `${at} ${message}`).join(' '), complaints)
}
