// A labelled control with its hint and complaints, tied together by aria-describedby so that a screen reader hears them with the control.
import clsx from 'clsx'
import { CircleAlert } from 'lucide-react'
import { useId, type ReactNode } from 'react'

export type ControlWiring = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }

type FieldProps = {
  label: ReactNode
  hint?: ReactNode
  complaints?: readonly string[]
  /** Keeps the label for screen readers where the layout already says it. */
  labelHidden?: boolean
  /** Something small on the label's line, e.g. a count. */
  aside?: ReactNode
  className?: string
  children: (control: ControlWiring) => ReactNode
}

export function Field({ label, hint, complaints = [], labelHidden = false, aside, className, children }: FieldProps) {
  const id = useId()
  const described = clsx(hint !== undefined && `${id}-hint`, complaints.length > 0 && `${id}-complaints`)
  return (
    <div className={clsx('flex flex-col gap-1', className)}>
      <div className={clsx('flex items-baseline justify-between gap-2', labelHidden && aside === undefined && 'sr-only')}>
        <label htmlFor={id} className={clsx('text-sm font-medium', labelHidden && 'sr-only')}>
          {label}
        </label>
        {aside !== undefined && <span className="figures text-xs text-faint">{aside}</span>}
      </div>
      {children({ id, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': complaints.length > 0 || undefined })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      )}
      {complaints.length > 0 && <Complaints id={`${id}-complaints`} messages={complaints} />}
    </div>
  )
}

/** Complaints under the thing they are about. */
export function Complaints({ id, messages }: { id?: string; messages: readonly string[] }) {
  return (
    <ul id={id} className="flex flex-col gap-0.5 text-xs text-bad">
      {messages.map((message) => (
        <li key={message} className="flex gap-1.5">
          <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
          <span className="min-w-0 wrap-anywhere">{message}</span>
        </li>
      ))}
    </ul>
  )
}
