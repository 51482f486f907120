// The description of the API as a page shows it: routes in groups, fields as indented lines with their types in words. Reads the OpenAPI document and nothing else. Pure.
import { z } from 'zod'

/** A JSON schema, as far as it is shown. */
type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  additionalProperties?: boolean | Schema
}

const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    description: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    default: z.unknown().optional(),
    properties: z.record(z.string(), Schema).optional(),
    required: z.array(z.string()).optional(),
    items: Schema.optional(),
    anyOf: z.array(Schema).optional(),
    oneOf: z.array(Schema).optional(),
    allOf: z.array(Schema).optional(),
    additionalProperties: z.union([z.boolean(), Schema]).optional(),
  }),
)

const Content = z.record(z.string(), z.object({ schema: Schema }))

const Operation = z.object({
  summary: z.string(),
  description: z.string(),
  security: z.array(z.object({ key: z.array(z.string()).optional() })),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean().default(false), schema: Schema, description: z.string().optional() })).default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.optional() })),
})
type Operation = z.output<typeof Operation>

const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)), components: z.object({ schemas: z.record(z.string(), Schema) }) })

/** One field; `depth` counts how many others it stands in. */
export type FieldLine = { name: string; depth: number; type: string; optional: boolean; words: string | null }

/** What is sent or answered: the type in words, and its fields; none where the type is a named shape, which stands by itself. */
export type Shape = { type: string; named: string | null; fields: FieldLine[] }

export type RouteReference = {
  id: string
  method: string
  path: string
  summary: string
  /** Who it is for, as a sentence. */
  admission: string
  /** The scope of a key; null: no key is needed, or none opens it. */
  scope: string | null
  parameters: FieldLine[]
  body: Shape | null
  answer: { status: string; shape: Shape | null; mediaType: string | null }
}

export type ApiReference = { groups: { title: string; routes: RouteReference[] }[]; shapes: { name: string; shape: Shape }[] }

/** By the first part of the address; what is not here is a group by itself. */
const GROUPS: Readonly<Record<string, string>> = {
  predictions: 'Predictions', events: 'Predictions', where: 'Predictions',
  complexes: 'Complexes', components: 'Complexes', limits: 'Complexes',
  session: 'Session and keys', 'api-keys': 'Session and keys', setup: 'Session and keys',
  settings: 'Installation', system: 'Installation', audit: 'Installation',
}

function groupOf(path: string): string {
  const part = path.split('/')[3] ?? ''
  return GROUPS[part] ?? part.charAt(0).toUpperCase() + part.slice(1).replaceAll('-', ' ')
}

const nameOf = ($ref: string): string => $ref.split('/').at(-1) ?? $ref
const literal = (value: unknown): string => JSON.stringify(value)

/** Longer lists of values are cut: whoever needs all of them reads the document. */
const MOST_VALUES = 16

function valueWords(values: readonly unknown[]): string {
  const shown = values.slice(0, MOST_VALUES).map(literal).join(' | ')
  return values.length > MOST_VALUES ? `${shown} and ${values.length - MOST_VALUES} more` : shown
}

const alternativesOf = ({ anyOf, oneOf, allOf }: Schema): Schema[] => anyOf ?? oneOf ?? allOf ?? []

/** "string", "list of integer", "Prediction", "number or null". */
export function typeWords(schema: Schema): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref)
  if (schema.enum !== undefined) return valueWords(schema.enum)
  if (schema.const !== undefined) return literal(schema.const)
  const alternatives = alternativesOf(schema)
  if (alternatives.length > 0) return [...new Set(alternatives.map(typeWords))].join(' or ')
  const types = [schema.type ?? []].flat().map((type) => plainType(type, schema))
  return types.length === 0 ? 'anything' : types.join(' or ')
}

function plainType(type: string, { format, items, properties, additionalProperties }: Schema): string {
  if (type === 'array') return items === undefined ? 'list' : `list of ${typeWords(items)}`
  if (type === 'string' && format !== undefined) return `${type} (${format})`
  if (type !== 'object' || properties !== undefined || typeof additionalProperties !== 'object') return type
  return `object with values of ${typeWords(additionalProperties)}`
}

type Property = { name: string; schema: Schema; optional: boolean }

/** The properties of an object, also of one in a list, in a map or among alternatives. */
function propertiesOf(schema: Schema): Property[] {
  const own = Object.entries(schema.properties ?? {}).map(([name, field]) => ({ name, schema: field, optional: !(schema.required ?? []).includes(name) }))
  const inside = [schema.items, schema.additionalProperties, ...(schema.allOf ?? [])].filter((one) => typeof one === 'object')
  return [...own, ...inside.flatMap(propertiesOf), ...chosenOf(schema.anyOf ?? schema.oneOf ?? [])]
}

/** What not every alternative has may be missing. */
function chosenOf(alternatives: readonly Schema[]): Property[] {
  const choices = alternatives.map(propertiesOf).filter((properties) => properties.length > 0)
  const isEverywhere = (name: string): boolean => choices.every((properties) => properties.some((one) => one.name === name))
  return choices.flat().map((property) => ({ ...property, optional: property.optional || !isEverywhere(property.name) }))
}

/** What several alternatives have under one name is one property. */
function merged(properties: readonly Property[]): Property[] {
  const names = [...new Set(properties.map(({ name }) => name))]
  return names.map((name) => {
    const [first, ...others] = properties.filter((one) => one.name === name)
    if (first === undefined || others.length === 0) return first ?? { name, schema: {}, optional: true }
    const all = [first, ...others]
    return { name, schema: { description: first.schema.description, anyOf: all.map(({ schema }) => schema) }, optional: all.some(({ optional }) => optional) }
  })
}

const fieldsOf = (schema: Schema, depth = 0): FieldLine[] =>
  merged(propertiesOf(schema)).flatMap(({ name, schema: field, optional }) => [fieldLine(name, field, { depth, optional }), ...fieldsOf(field, depth + 1)])

function fieldLine(name: string, schema: Schema, { depth, optional, words }: { depth: number; optional: boolean; words?: string }): FieldLine {
  const fallback = schema.default === undefined || schema.default === null ? null : `Left out: ${literal(schema.default)}.`
  return { name, depth, type: typeWords(schema), optional, words: [words ?? schema.description, fallback].filter((part) => part).join(' ') || null }
}

const shapeOf = (schema: Schema): Shape => ({ type: typeWords(schema), named: schema.$ref === undefined ? null : nameOf(schema.$ref), fields: fieldsOf(schema) })

function answerOf(responses: Operation['responses']): RouteReference['answer'] {
  const [status = '', { content = {} } = {}] = Object.entries(responses).find(([code]) => code !== 'default') ?? []
  const [mediaType = null, media] = Object.entries(content)[0] ?? []
  return { status, mediaType, shape: mediaType === 'application/json' && media !== undefined ? shapeOf(media.schema) : null }
}

function routeOf(path: string, method: string, operation: Operation): RouteReference {
  const body = Object.values(operation.requestBody?.content ?? {})[0]
  return {
    id: `${method}-${path.slice('/api/v1/'.length).replace(/\W+/g, '-').replace(/-$/, '')}`,
    method: method.toUpperCase(),
    path,
    summary: operation.summary,
    admission: operation.description,
    scope: operation.security.flatMap(({ key = [] }) => key)[0] ?? null,
    parameters: operation.parameters.map(({ name, required, schema, description }) => fieldLine(name, schema, { depth: 0, optional: !required, words: description })),
    body: body === undefined ? null : shapeOf(body.schema),
    answer: answerOf(operation.responses),
  }
}

export function apiReference(document: object): ApiReference {
  const { paths, components } = Document.parse(document)
  const routes = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => routeOf(path, method, operation)))
  const titles = [...new Set(routes.map(({ path }) => groupOf(path)))]
  return {
    groups: titles.map((title) => ({ title, routes: routes.filter(({ path }) => groupOf(path) === title) })),
    shapes: Object.entries(components.schemas).map(([name, schema]) => ({ name, shape: shapeOf(schema) })),
  }
}
