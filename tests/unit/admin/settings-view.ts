// Settings as the server shows them.
import type { SettingsView } from '@/lib/settings/schema'

export const setting = <Value>(standard: Value, stored: Value | null = null, pinnedBy: string | null = null) => ({ value: stored ?? standard, stored, standard, pinnedBy })
export const VIEW: SettingsView = {
  version: 4,
  changed: null,
  baseUrl: 'https://api.runpod.ai/v2',
  apiKey: { isSet: true, tail: '6789', changed: null, isUnreadable: false, pinnedBy: null },
  endpointId: setting<string | null>(null, 'abc123'),
  useRunPod: setting(true),
  pollIntervalMs: setting(5_000),
  timeoutMs: setting(1_800_000, 5_400_000),
  queueAllowanceMs: { value: 7_200_000, stored: null, standard: 7_200_000, pinnedBy: 'RUNPOD_QUEUE_ALLOWANCE' },
  maxInFlight: setting(100),
  fallback: setting<'local' | 'hold'>('local'),
  pricePerGpuSecond: setting<number | null>(null, 0.00019),
  maxTokens: setting<number | null>(null),
  retentionDays: setting<number | null>(null, 90),
  retentionKeepsTagged: setting(true),
  msaServers: setting<'public' | 'own' | 'both' | 'none'>('public'),
  msaServerUrl: setting<string | null>(null),
}
