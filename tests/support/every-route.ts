// Every route of the API with each of its methods, as the files in app/api/v1 have them; what is added there is found here.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { RouteHandler } from '@/lib/door/route'
import { requestTo, type Rest } from './calls'

const ROOT = path.resolve(import.meta.dirname, '../..')
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

export type EveryRoute = {
  method: (typeof METHODS)[number]
  /** As its folder is called: /api/v1/predictions/[id]/cancel */
  address: string
  handler: RouteHandler
}

/** Paths of all files of this name below a folder of the project. */
export function filesCalled(name: string, folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === name)
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .sort()
}

export async function everyRoute(): Promise<EveryRoute[]> {
  const found = filesCalled('route.ts', 'app/api/v1').map(async (file) => {
    const handlers: Partial<Record<string, RouteHandler>> = await import(path.join(ROOT, file))
    return METHODS.flatMap((method) => {
      const handler = handlers[method]
      return handler === undefined ? [] : [{ method, address: `/${path.posix.dirname(file).replace(/^app\//, '')}`, handler }]
    })
  })
  return (await Promise.all(found)).flat()
}

export const nameOf = ({ method, address }: EveryRoute): string => `${method} ${address}`

export const changesState = ({ method }: EveryRoute): boolean => method !== 'GET'

/** `params` fill the address; without a word of them, each is a made-up one. */
export function ask({ method, address, handler }: EveryRoute, { params = {}, query = '', ...rest }: Rest & { params?: Record<string, string>; query?: string } = {}): Promise<Response> {
  const names = [...address.matchAll(/\[(\w+)\]/g)].map((match) => match[1] ?? '')
  const given = Object.fromEntries(names.map((name) => [name, params[name] ?? 'made-up']))
  const url = address.replace(/\[(\w+)\]/g, (_whole, name: string) => encodeURIComponent(given[name] ?? ''))
  return handler(requestTo(method, url + query, rest), { params: Promise.resolve(given) })
}
