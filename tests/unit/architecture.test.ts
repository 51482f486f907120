// The rules of the house that a compiler does not check: colours, layers, who speaks to Prisma, who reads the environment.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
type Colour = 'server' | 'client' | 'pure'
type File = { name: string; text: string; colour: Colour; imports: string[] }

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`
    if (entry.isDirectory()) return name === 'lib/generated' ? [] : filesBelow(name)
    return /\.tsx?$/.test(entry.name) ? [name] : []
  })
}

function colourOf(text: string): Colour {
  const first = text.split('\n', 1)[0] ?? ''
  if (first.includes("'server-only'")) return 'server'
  return first.includes('use client') ? 'client' : 'pure'
}

/** Project files that a file imports for their values, as paths from the root; and packages by name. Type-only imports do not count. */
function importsOf(name: string, text: string): string[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, false)
  const found: string[] = []
  const add = (specifier: string): void => void found.push(resolveSpecifier(name, specifier))
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && !isTypeOnly(node)) add(node.moduleSpecifier.text)
    if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier) && !node.isTypeOnly) add(node.moduleSpecifier.text)
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0] && ts.isStringLiteral(node.arguments[0])) add(node.arguments[0].text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function isTypeOnly(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause
  if (clause === undefined) return false
  if (clause.isTypeOnly) return true
  const named = clause.namedBindings
  return clause.name === undefined && named !== undefined && ts.isNamedImports(named) && named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly)
}

function resolveSpecifier(from: string, specifier: string): string {
  const local = specifier.startsWith('@/') ? specifier.slice(2) : specifier.startsWith('.') ? path.posix.join(path.posix.dirname(from), specifier) : null
  return local === null ? `package:${specifier}` : local
}

const files: File[] = ['lib', 'app', 'components'].flatMap(filesBelow).map((name) => {
  const text = readFileSync(path.join(root, name), 'utf8')
  return { name, text, colour: colourOf(text), imports: importsOf(name, text) }
})
const byPath = new Map(files.flatMap((file) => [[file.name, file], [file.name.replace(/\.tsx?$/, ''), file]] as const))
const lib = files.filter((file) => file.name.startsWith('lib/'))
const localImports = (file: File): File[] => file.imports.flatMap((name) => byPath.get(name) ?? [])

/** From the ground up: a folder may import only from those above it here. Flat files come first. */
const LAYERS = ['access', 'audit', 'artifacts', 'settings', 'mail', 'teams', 'auth', 'api-keys', 'people', 'door', 'complexes', 'compute', 'object-storage', 'results', 'predictions', 'usage', 'conformance', 'system', 'screens', 'reviews', 'api']
const folderOf = (name: string): string | null => /^lib\/([^/]+)\//.exec(name)?.[1] ?? null

/** What pure files may use: nothing that reads a clock or does I/O by being imported. node:crypto is there for its hashes, node:net for its lists of addresses. */
const PURE_PACKAGES = ['zod', '@asteasolutions/zod-to-openapi', 'js-yaml', 'openchemlib', 'fflate', 'clsx', 'node:crypto', 'node:net']

const violations = (check: (file: File) => string[], among: File[] = files): string[] => among.flatMap((file) => check(file).map((what) => `${file.name}: ${what}`))

describe('the rules of the house', () => {
  test('there is something to check', () => expect(lib.length).toBeGreaterThan(80))

  test('pure files of lib import only pure files and pure libraries', () => {
    expect(violations((file) => [
      ...localImports(file).filter((imported) => imported.colour !== 'pure').map((imported) => `imports ${imported.colour} ${imported.name}`),
      ...file.imports.filter((name) => name.startsWith('package:') && !PURE_PACKAGES.includes(name.slice(8))).map((name) => `imports ${name}`),
    ], lib.filter((file) => file.colour === 'pure'))).toEqual([])
  })

  test('pure files of lib read no clock and draw nothing', () => {
    expect(violations((file) => [...file.text.matchAll(/\b(Date\.now\(\)|new Date\(\)|Math\.random\(\)|performance\.now\(\)|crypto\.randomUUID)/g)].map((match) => match[0]), lib.filter((file) => file.colour === 'pure'))).toEqual([])
  })

  test('browser code reaches no server file', () => {
    expect(violations((file) => [...reachable(file)].filter((reached) => reached.colour === 'server').map((reached) => `reaches ${reached.name}`), files.filter((file) => file.colour === 'client'))).toEqual([])
  })

  test('journeys open no browser that nobody watches', () => {
    const journeys = filesBelow('tests/e2e').filter((name) => name !== 'tests/e2e/page.ts')
    expect(journeys.filter((name) => /\bbrowser\.new(Context|Page)\(/.test(readFileSync(path.join(root, name), 'utf8')))).toEqual([])
  })

  test('only stores and db speak to Prisma', () => {
    expect(violations((file) => (/store\.ts$/.test(file.name) || file.name === 'lib/db.ts' ? [] : file.imports.filter((name) => name.startsWith('lib/generated/')).map((name) => `imports ${name}`)))).toEqual([])
  })

  test('lib imports neither app nor components', () => {
    expect(violations((file) => file.imports.filter((name) => /^(app|components)\//.test(name)), lib)).toEqual([])
  })

  test('folders of lib form a tree in the declared order', () => {
    expect(violations((file) => localImports(file).filter((imported) => !mayImport(file.name, imported.name)).map((imported) => `imports ${imported.name}`), lib)).toEqual([])
  })

  test('process.env is read in lib/env.ts alone', () => {
    expect(violations((file) => (file.text.includes('process.env') && file.name !== 'lib/env.ts' ? ['reads process.env'] : []))).toEqual([])
  })

  test('default exports stand only where Next demands them', () => {
    expect(violations((file) => (/^export default/m.test(file.text) && !/^app\/.*\/?(page|layout|error|global-error|not-found|loading|template)\.tsx$/.test(file.name) ? ['has a default export'] : []))).toEqual([])
  })
})

function mayImport(from: string, to: string): boolean {
  const [lower, upper] = [folderOf(to), folderOf(from)]
  if (lower === null || lower === upper) return true
  return upper !== null && LAYERS.indexOf(lower) < LAYERS.indexOf(upper)
}

function reachable(start: File): Set<File> {
  const seen = new Set<File>()
  const visit = (file: File): void => {
    for (const imported of localImports(file)) {
      if (seen.has(imported)) continue
      seen.add(imported)
      visit(imported)
    }
  }
  visit(start)
  return seen
}
