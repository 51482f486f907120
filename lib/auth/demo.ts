import 'server-only'
// The demo team of a first start: three people without passwords, to be signed in as by a press of a button. Only on this machine, and only until a real account exists.
import type { RequestFrom } from '@/lib/access/actor'
import { DEMO_ROLES, type DemoRole } from '@/lib/auth/schema'
import { writeDemo } from '@/lib/auth/demo-store'
import { isSetUp } from '@/lib/auth/set-up-store'
import { sameSecret } from '@/lib/crypto'
import { env } from '@/lib/env'
import { isLoopback } from '@/lib/private-host'

export const demoPersonId = (role: DemoRole): string => `person_demo_${role}`

export const isDemoKey = (key: string): boolean => {
  const { demoKey } = env()
  return demoKey !== null && sameSecret(key, demoKey)
}

/** Makes the demo team where it may be. @returns whether there is one */
export async function ensureDemo(): Promise<boolean> {
  if (!env().demo || (await isSetUp())) return false
  return writeDemo(
    DEMO_ROLES.map((role) => ({ id: demoPersonId(role), name: `Demo ${role}`, isAdmin: role === 'admin', role: role === 'admin' ? 'lead' : role })),
    env().demoKey,
  )
}

/** Where a request comes from, as the door knows it. */
export type Caller = {
  headers: Headers
  from: RequestFrom
  /** Something on the way passed the request on. */
  isForwarded: boolean
}

/** Whether the request comes from this machine by all that can be seen of it. Where the server has a name for others, a proxy that adds no header may stand in front. */
export function isFromThisMachine({ headers, from: { address }, isForwarded }: Caller): boolean {
  const { publicUrl } = env()
  if (publicUrl !== null && !isLoopback(new URL(publicUrl).hostname)) return false
  const host = `http://${headers.get('host') ?? ''}`
  return !isForwarded && address !== null && LOOPBACK_ADDRESS.test(address) && URL.canParse(host) && isLoopback(new URL(host).hostname)
}

/** Whether the demo's buttons are there for this request. */
export const isDemoOffered = async (caller: Caller): Promise<boolean> => isFromThisMachine(caller) && (await ensureDemo())

const LOOPBACK_ADDRESS = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|::ffff:127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/
