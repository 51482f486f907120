import 'server-only'
// What tests may do to a running process: kill it at a named point, take one guard away. Without the variables of env nothing here does anything.
import { env, hasTestSwitch } from '@/lib/env'
import type { CrashPoint, Guard } from '@/lib/test-switches-schema'

// Next loads this file once for instrumentation and once for routes: what is counted is counted for the process.
const shared = globalThis as typeof globalThis & { atomeraCrashPasses?: number; atomeraSabotage?: ReadonlySet<Guard> }

/** Whether the process is to die here, at this or a later pass. */
export const isCrashArmed = (point: CrashPoint): boolean => hasTestSwitch('ATOMERA_TEST_CRASH') && env().tests.crash?.point === point

/** Ends the process as a power cut would, when this is the pass that was asked for. */
export function crashPoint(point: CrashPoint): void {
  if (!isCrashArmed(point)) return
  shared.atomeraCrashPasses = (shared.atomeraCrashPasses ?? 0) + 1
  if (shared.atomeraCrashPasses === env().tests.crash?.pass) process.kill(process.pid, 'SIGKILL')
}

/** Whether a guard is taken away. Tests in this process may write `atomeraSabotage` themselves. */
export const isSabotaged = (guard: Guard): boolean => (shared.atomeraSabotage ??= new Set(hasTestSwitch('ATOMERA_TEST_SABOTAGE') ? env().tests.sabotage : [])).has(guard)
