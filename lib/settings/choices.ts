// What counts: each setting as the environment pins it, else as an admin has set it, else by default. Pure.
import type { Env } from '@/lib/env-schema'
import { msaPolicyOf, type MsaPolicy, type MsaServers } from '@/lib/msa-servers'
import { isLoopback } from '@/lib/private-host'
import type { Fallback, SettingName } from '@/lib/setting-limits'

/** One value for each setting that an admin can change. */
export type Choices = {
  apiKey: string | null
  endpointId: string | null
  useRunPod: boolean
  pollIntervalMs: number
  timeoutMs: number
  queueAllowanceMs: number
  maxInFlight: number
  fallback: Fallback
  pricePerGpuSecond: number | null
  maxTokens: number | null
  /** null: results are kept for ever. */
  retentionDays: number | null
  retentionKeepsTagged: boolean
  /** Which ones predictions may ask for alignments. */
  msaServers: MsaServers
  msaServerUrl: string | null
}

/** What is set in the browser; null: nothing. */
export type StoredChoices = { [Name in SettingName]: Choices[Name] | null }

/** What the program works with. */
export type Settings = {
  /** Of the row, which every change raises. */
  version: number
  runpod: Env['runpod']
  local: Env['local']
  maxTokens: number | null
  pricePerGpuSecond: number | null
  retention: Env['retention']
  msa: MsaPolicy
}

export const environmentChoices = ({ runpod, local, maxTokens, pricePerGpuSecond, retention, msa }: Env): Choices => ({
  apiKey: runpod.apiKey,
  endpointId: runpod.endpointId,
  useRunPod: runpod.use,
  pollIntervalMs: runpod.pollIntervalMs,
  timeoutMs: runpod.timeoutMs,
  queueAllowanceMs: runpod.queueAllowanceMs,
  maxInFlight: runpod.maxInFlight,
  fallback: local.fallback,
  pricePerGpuSecond,
  maxTokens,
  retentionDays: retention.days,
  retentionKeepsTagged: retention.keepsTagged,
  msaServers: msa.servers,
  msaServerUrl: msa.ownUrl,
})

export function choicesInEffect(env: Env, stored: StoredChoices): Choices {
  const environment = environmentChoices(env)
  const inEffect = <Name extends SettingName>(name: Name): Choices[Name] => (env.pinned.includes(name) ? environment[name] : (stored[name] ?? environment[name]))
  return {
    apiKey: inEffect('apiKey'),
    endpointId: inEffect('endpointId'),
    useRunPod: inEffect('useRunPod'),
    pollIntervalMs: inEffect('pollIntervalMs'),
    timeoutMs: inEffect('timeoutMs'),
    queueAllowanceMs: inEffect('queueAllowanceMs'),
    maxInFlight: inEffect('maxInFlight'),
    fallback: inEffect('fallback'),
    pricePerGpuSecond: inEffect('pricePerGpuSecond'),
    maxTokens: inEffect('maxTokens'),
    retentionDays: inEffect('retentionDays'),
    retentionKeepsTagged: inEffect('retentionKeepsTagged'),
    msaServers: inEffect('msaServers'),
    msaServerUrl: inEffect('msaServerUrl'),
  }
}

/** Where a guard is taken away for a test, no key may be spent: one that was stored before counts as none. */
const mayNotSpend = ({ tests, runpod }: Env): boolean => (tests.crash !== null || tests.sabotage.length > 0) && !isLoopback(new URL(runpod.baseUrl).hostname)

export function settingsInEffect(env: Env, version: number, stored: StoredChoices): Settings {
  const choices = choicesInEffect(env, mayNotSpend(env) ? { ...stored, apiKey: null } : stored)
  const { apiKey, endpointId, useRunPod, pollIntervalMs, timeoutMs, queueAllowanceMs, maxInFlight, fallback, pricePerGpuSecond, maxTokens, retentionDays, retentionKeepsTagged } = choices
  return {
    version,
    runpod: { apiKey, endpointId, use: useRunPod, pollIntervalMs, timeoutMs, queueAllowanceMs, maxInFlight, baseUrl: env.runpod.baseUrl },
    local: { ...env.local, fallback },
    maxTokens,
    pricePerGpuSecond,
    retention: { days: retentionDays, keepsTagged: retentionKeepsTagged },
    msa: msaPolicyOf(choices.msaServers, choices.msaServerUrl),
  }
}

/** Enough to tell one key from another; nothing of a key so short that it would be half of it. */
export const keyTail = (apiKey: string): string => (apiKey.length >= 16 ? apiKey.slice(-4) : '')
