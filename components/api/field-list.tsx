// Fields with their types, those inside others further to the right.
import clsx from 'clsx'
import type { FieldLine, Shape } from '@/lib/api/reference'

/** Deeper ones stand under each other; there are hardly any. */
const INDENTS = ['', 'pl-5', 'pl-10', 'pl-15', 'pl-20'] as const

export function FieldList({ fields }: { fields: readonly FieldLine[] }) {
  return (
    <ul className="flex flex-col text-xs">
      {fields.map(({ name, depth, type, optional, words }, at) => (
        <li key={at} className={clsx('border-b border-line py-1 last:border-b-0', INDENTS[depth] ?? INDENTS.at(-1))}>
          <code className="font-mono font-medium wrap-anywhere">{name}</code>
          <span className="font-mono wrap-anywhere text-muted"> {type}</span>
          {optional && <span className="text-muted italic"> optional</span>}
          {words !== null && <span className="block text-muted">{words}</span>}
        </li>
      ))}
    </ul>
  )
}

export const shapeAnchor = (name: string): string => `shape-${name}`

/** A shape that has a name is led to; any other is shown in place. */
export function ShapeFields({ shape: { type, named, fields } }: { shape: Shape }) {
  if (named !== null) {
    return (
      <a className="font-mono text-xs underline underline-offset-2 hover:text-ink" href={`#${shapeAnchor(named)}`}>
        {named}
      </a>
    )
  }
  return (
    <>
      {type !== 'object' && <p className="font-mono text-xs wrap-anywhere text-muted">{type}</p>}
      <FieldList fields={fields} />
    </>
  )
}
