// One route of the API: method, address and what it does; opened, what is sent and answered, and who may.
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import type { RouteReference } from '@/lib/api/reference'
import { FieldList, ShapeFields } from './field-list'

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h3 className="eyebrow mb-1">{title}</h3>
      {children}
    </div>
  )
}

function Answer({ answer: { status, shape, mediaType } }: { answer: RouteReference['answer'] }) {
  return (
    <Part title={`Answer ${status}`}>
      {shape !== null && <ShapeFields shape={shape} />}
      {shape === null && <p className="text-xs text-muted">{mediaType === null ? 'Without content.' : <code className="font-mono">{mediaType}</code>}</p>}
    </Part>
  )
}

export function RouteEntry({ route: { id, method, path, summary, admission, scope, parameters, body, answer } }: { route: RouteReference }) {
  return (
    <details id={id} className="group border-b border-line last:border-b-0">
      <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2 hover:bg-sunken">
        <ChevronRight aria-hidden className="size-3.5 shrink-0 self-center text-muted group-open:rotate-90" />
        <span className="w-12 shrink-0 font-mono text-xs font-semibold text-accent">{method}</span>
        <code className="min-w-0 font-mono text-xs wrap-anywhere">{path}</code>
        <span className="ml-auto">{scope !== null && <Badge>{scope}</Badge>}</span>
        <span className="w-full text-xs text-muted sm:pl-[5.375rem]">{summary}</span>
      </summary>
      <div className="flex flex-col gap-4 px-4 pt-1 pb-4 sm:pl-[6.375rem]">
        <p className="text-xs text-muted">{admission}</p>
        {parameters.length > 0 && (
          <Part title="Parameters">
            <FieldList fields={parameters} />
          </Part>
        )}
        {body !== null && (
          <Part title="Body, as JSON">
            <ShapeFields shape={body} />
          </Part>
        )}
        <Answer answer={answer} />
      </div>
    </details>
  )
}
