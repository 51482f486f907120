// @vitest-environment jsdom
// The list's table as a person uses it: heads that sort and say so, columns that are remembered, arrow keys, and rows that are drawn anew only when they changed.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chooseColumns, CHOSEN_COLUMNS } from '@/components/predictions/chosen-columns'
import { ColumnPanel } from '@/components/predictions/column-panel'
import { PredictionTable } from '@/components/predictions/prediction-table'
import { NEWEST_FIRST, type Order } from '@/lib/predictions/list-order'
import { SignedIn } from './signed-in'
import { summary } from './summaries'

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }))
beforeEach(() => localStorage.clear())
afterEach(cleanup)

const ITEMS = [summary({ id: 'pred_a', name: 'First', tags: ['EGFR'], note: 'Look again' }), summary({ id: 'pred_b', name: 'Second', status: 'COMPLETED', confidence_score: 0.912 })]
const sortBy = vi.fn<(order: Order) => void>()
const select = vi.fn<(ids: string[]) => void>()
const table = (items = ITEMS, order: Order = NEWEST_FIRST, selected: string[] = []) => <SignedIn><PredictionTable items={items} order={order} sortBy={sortBy} selected={selected} select={select} busy={false} /></SignedIn>

const head = (name: string) => screen.getByRole('columnheader', { name })

test('it is a real table whose heads say how it is sorted', () => {
  render(table())
  expect(within(screen.getByRole('table', { name: 'Predictions' })).getAllByRole('row')).toHaveLength(3)
  expect(head('Submitted').getAttribute('aria-sort')).toBe('descending')
  expect(head('Confidence').hasAttribute('aria-sort')).toBe(false)
  expect(screen.getAllByRole('rowheader').map((cell) => within(cell).getByRole('link').textContent)).toEqual(['First', 'Second'])
})

test('a head sorts by its column, the better end first, and turns round at the second press', () => {
  const { rerender } = render(table())
  const press = (name: string) => fireEvent.click(within(head(name)).getByRole('button'))
  press('Confidence')
  press('IC50')
  press('Submitted')
  expect(sortBy.mock.calls).toEqual([[{ key: 'confidence', descending: true }], [{ key: 'affinity', descending: false }], [{ key: 'created', descending: false }]])
  rerender(table(ITEMS, { key: 'confidence', descending: true }))
  expect(head('Confidence').getAttribute('aria-sort')).toBe('descending')
  press('Confidence')
  expect(sortBy).toHaveBeenLastCalledWith({ key: 'confidence', descending: false })
})

test('columns come and go, and the choice is kept', () => {
  render(<>{table()}<ColumnPanel /></>)
  expect(screen.queryByRole('columnheader', { name: 'Note' })).toBeNull()
  fireEvent.click(screen.getByRole('checkbox', { name: 'Note' }))
  fireEvent.click(screen.getByRole('checkbox', { name: 'Tokens' }))
  expect(screen.getByRole('cell', { name: 'Look again' })).toBeTruthy()
  expect(screen.queryByRole('columnheader', { name: 'Tokens' })).toBeNull()
  cleanup()
  render(table())
  expect(head('Note')).toBeTruthy()
  expect(screen.queryByRole('columnheader', { name: 'Tokens' })).toBeNull()
  chooseColumns(CHOSEN_COLUMNS)
})

test('what is stored and is no choice of columns leaves those that it knows', () => {
  localStorage.setItem('atomera-list-columns', 'shoe status')
  render(table())
  expect(screen.getAllByRole('columnheader').map((cell) => cell.textContent)).toEqual(['', 'Prediction', 'State'])
})

test('arrow keys and j, k go from row to row', () => {
  render(table())
  const [first, second] = screen.getAllByRole('link')
  first?.focus()
  fireEvent.keyDown(document.activeElement ?? document.body, { key: 'ArrowDown' })
  expect(document.activeElement).toBe(second)
  fireEvent.keyDown(document.activeElement ?? document.body, { key: 'j' })
  expect(document.activeElement).toBe(second)
  fireEvent.keyDown(document.activeElement ?? document.body, { key: 'k' })
  expect(document.activeElement).toBe(first)
})

test('what is typed in a row\'s dialog stays there', async () => {
  render(<QueryClientProvider client={new QueryClient()}>{table()}</QueryClientProvider>)
  await userEvent.click(screen.getAllByRole('button', { name: 'Tags and note of First' })[0] ?? expect.fail('no button'))
  const field = within(screen.getByRole('dialog')).getByLabelText<HTMLInputElement>('Add a tag')
  await userEvent.click(field)
  await userEvent.keyboard('jk')
  expect(field.value).toBe('jk')
  expect(document.activeElement).toBe(field)
})

test('from a box they go to the next box, so that many are selected without a detour', async () => {
  render(table())
  const [first, second] = [screen.getByRole('checkbox', { name: 'Select First' }), screen.getByRole('checkbox', { name: 'Select Second' })]
  first.focus()
  await userEvent.keyboard('{ArrowDown}')
  expect(document.activeElement).toBe(second)
  await userEvent.keyboard(' ')
  expect(select).toHaveBeenLastCalledWith(['pred_b'])
  await userEvent.keyboard('k')
  expect(document.activeElement).toBe(first)
})

/** The table in a list that grows at its top while rows are selected. */
function Selecting({ items }: { items: typeof ITEMS }) {
  const [selected, choose] = useState<readonly string[]>([])
  return <SignedIn><PredictionTable items={items} order={NEWEST_FIRST} sortBy={sortBy} selected={selected} select={choose} busy={false} /></SignedIn>
}

test('with Shift all between the last box and this one are selected, or none, also in a list that has news', async () => {
  const rows = ['a', 'b', 'c', 'd', 'e'].map((name) => summary({ id: `pred_${name}`, name }))
  const { rerender } = render(<Selecting items={rows.slice(1)} />)
  const selected = () => screen.getAllByRole('row').flatMap((row) => (row.getAttribute('aria-selected') === 'true' ? row.dataset.prediction : []))
  const box = (name: string) => screen.getByRole('checkbox', { name: `Select ${name}` })
  const user = userEvent.setup()
  await user.click(box('c'))
  rerender(<Selecting items={rows} />)
  await user.keyboard('{Shift>}')
  await user.click(box('e'))
  expect(selected()).toEqual(['pred_c', 'pred_d', 'pred_e'])
  await user.keyboard('{/Shift}')
  await user.click(box('d'))
  await user.keyboard('{Shift>}')
  await user.click(box('c'))
  await user.keyboard('{/Shift}')
  expect(selected()).toEqual(['pred_e'])
})

test('news of one row leaves the nodes of the others and takes its own place', () => {
  const { rerender } = render(table())
  const before = screen.getAllByRole('row')
  rerender(table([ITEMS[0] ?? summary(), summary({ id: 'pred_b', name: 'Second', status: 'COMPLETED', confidence_score: 0.5 })]))
  expect(screen.getAllByRole('row')).toEqual(before)
  expect(within(screen.getAllByRole('row')[2] ?? document.body).getAllByText('0.50')).toHaveLength(2)
})

test('boxes select rows and all of them, and a row says that it is selected', () => {
  const { rerender } = render(table())
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select Second' }))
  expect(select).toHaveBeenLastCalledWith(['pred_b'])
  rerender(table(ITEMS, NEWEST_FIRST, ['pred_b']))
  expect(screen.getAllByRole('row').map((row) => row.getAttribute('aria-selected'))).toEqual([null, 'false', 'true'])
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Select all that are shown' }).indeterminate).toBe(true)
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }))
  expect(select).toHaveBeenLastCalledWith(['pred_b', 'pred_a'])
})
