// A process of the product that has claimed predictions and looks at none: it holds its advisory lock and renews its leases, with the
// product's own code. Argument: how many to claim. Its environment names the database.
import { openListener } from '@/lib/listener'
import { claimDue, renewLeases } from '@/lib/predictions/claim-store'
import { newHolder } from '@/lib/predictions/loop'
import { hear, report } from './parent'

const RENEWAL_MS = 20_000
const holder = newHolder()
await new Promise<void>((resolve) => openListener({ channels: [], lock: holder, heard: () => undefined, connected: resolve }))
const claims = await claimDue(holder, Number(process.argv[2]))
setInterval(() => void renewLeases(holder, claims), RENEWAL_MS)
hear(() => undefined)
report({ claimed: claims.length })
