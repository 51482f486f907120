'use client'
// Which columns the list shows. The choice is kept in this browser.
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/input'
import { CHOSEN_COLUMNS, chooseColumns, OPTIONAL_COLUMNS, useChosenColumns } from './chosen-columns'

export function ColumnPanel() {
  const chosen = useChosenColumns()
  return (
    <div role="group" aria-label="Columns" className="flex flex-wrap items-center gap-x-5 gap-y-2 rounded-lg border border-line bg-surface p-4 max-lg:hidden">
      {OPTIONAL_COLUMNS.map(({ id, label }) => (
        <Checkbox
          key={id}
          label={label}
          checked={chosen.includes(id)}
          onChange={(event) => chooseColumns(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
        />
      ))}
      <Button size="small" onClick={() => chooseColumns(CHOSEN_COLUMNS)}>
        As at first
      </Button>
    </div>
  )
}
