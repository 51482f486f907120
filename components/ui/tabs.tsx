'use client'
// Tabs (Radix): arrow keys move between them. Panels not shown are not mounted.
import * as Radix from '@radix-ui/react-tabs'
import clsx from 'clsx'
import type { ReactNode } from 'react'

export type Tab = { value: string; label: ReactNode; panel: ReactNode }

type TabsProps = { label: string; tabs: readonly Tab[]; value?: string; defaultValue?: string; onValueChange?: (value: string) => void; className?: string }

export function Tabs({ label, tabs, value, defaultValue, onValueChange, className }: TabsProps) {
  return (
    <Radix.Root value={value} defaultValue={defaultValue ?? tabs[0]?.value} onValueChange={onValueChange} className={clsx('min-w-0', className)}>
      <Radix.List aria-label={label} className="flex gap-4 overflow-x-auto border-b border-line px-4">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px border-b-2 border-transparent py-2.5 text-sm font-medium whitespace-nowrap text-muted -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="-outline-offset-2">
          {tab.panel}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
