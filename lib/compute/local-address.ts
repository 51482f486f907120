import 'server-only'
// Where the local endpoint of this data folder is, read each time it is asked: its port is drawn at its first start. Null when there is none.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { EndpointAddress } from '@/lib/compute/address'

const LocalEndpointFile = z.object({ baseUrl: z.url(), apiKey: z.string().min(1) })

/** The address of one of its endpoints by `<dataDir>/local-endpoint/endpoint.json`, or null while that file is missing or unreadable. */
export function localAddress(dataDir: string, endpointId: string): EndpointAddress | null {
  try {
    const text = readFileSync(path.join(dataDir, 'local-endpoint', 'endpoint.json'), 'utf8')
    const file = LocalEndpointFile.safeParse(JSON.parse(text))
    return file.success ? { kind: 'local', baseUrl: file.data.baseUrl, endpointId, apiKey: file.data.apiKey } : null
  } catch (error) {
    // Not there yet, or just being written: both mean "not now".
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return null
    throw error
  }
}
