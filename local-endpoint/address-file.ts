import 'server-only'
// The endpoint's address and keys, drawn once and kept in the data folder, readable by its owner only; it refuses a file it can not read.
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const AddressFile = z.object({
  baseUrl: z.string(),
  endpointId: z.string(),
  apiKey: z.string(),
  /** Files of an earlier version have none. */
  workerKey: z.string().default(drawKey),
  controlToken: z.string(),
})
export type LocalAddress = z.infer<typeof AddressFile>

export const addressPath = (dataDir: string) => path.join(dataDir, 'local-endpoint', 'endpoint.json')

/** The address of an earlier start, or null. */
export async function readAddress(dataDir: string): Promise<LocalAddress | null> {
  const text = await readFile(addressPath(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return text === null ? null : AddressFile.parse(JSON.parse(text))
}

/** Replaces the file in one step, so that a reader never sees half of it. */
export async function writeAddress(dataDir: string, address: LocalAddress): Promise<void> {
  const target = addressPath(dataDir)
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
  await writeFile(`${target}.new`, `${JSON.stringify(address, null, 2)}\n`, { mode: 0o600 })
  await rename(`${target}.new`, target)
}

export function drawKey(): string {
  return `local_${randomBytes(24).toString('base64url')}`
}

export function portOf(address: LocalAddress): number {
  return Number(new URL(address.baseUrl).port)
}
