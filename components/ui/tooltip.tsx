'use client'
// A short explanation on hover and focus (Radix). Never the only place of something one must know.
import * as Radix from '@radix-ui/react-tooltip'
import type { ReactNode } from 'react'

export function Tooltip({ words, side = 'top', children }: { words: ReactNode; side?: 'top' | 'right' | 'bottom' | 'left'; children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={250}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-72 rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs text-ink shadow-floating"
          >
            {words}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  )
}

/** A term with a dotted underline that explains itself. */
export function Term({ words, children }: { words: ReactNode; children: ReactNode }) {
  return (
    <Tooltip words={words}>
      <button type="button" className="cursor-help text-left underline decoration-dotted decoration-line-strong underline-offset-3">
        {children}
      </button>
    </Tooltip>
  )
}
