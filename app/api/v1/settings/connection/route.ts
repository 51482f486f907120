// Tests the connection to RunPod with /health alone, also with a key that is not saved yet.
import { TestConnection } from '@/lib/compute/connection-report'
import { testConnection } from '@/lib/compute/test-connection'
import { route } from '@/lib/door/route'

export const POST = route({ permission: 'settings:change', body: TestConnection }, ({ body }) => testConnection(body))
