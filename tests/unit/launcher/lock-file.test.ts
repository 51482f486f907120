// package-lock.json serves machines of other kinds too. npm drops a platform's package when its registry does not carry it, and `npm ci` then fails everywhere.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

type LockedPackage = { optionalDependencies?: Record<string, string>; resolved?: string }

const packages: Record<string, LockedPackage> = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages

it('holds every optional package that a locked package names', () => {
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`]),
  )
  expect(missing).toEqual([])
})

it('names no registry', () => {
  expect(Object.values(packages).filter((each) => each.resolved !== undefined)).toEqual([])
})
