// @vitest-environment jsdom
// All that match, selected at one press: it shows on every row, says how much it takes, asks before it tags, and does not shrink unseen.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PredictionTable } from '@/components/predictions/prediction-table'
import { SelectionBar } from '@/components/predictions/selection-bar'
import { useSelection } from '@/components/predictions/use-selection'
import { removeToast, shownToasts } from '@/components/ui/toast'
import { EVERYTHING } from '@/lib/predictions/list-filters'
import { NEWEST_FIRST } from '@/lib/predictions/list-order'
import type { TagOutcome } from '@/lib/predictions/list-schema'
import { SignedIn } from './signed-in'
import { summary } from './summaries'

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }))

let counted: TagOutcome = { changed: 0, unchanged: 0, notPermitted: 0, full: 0 }
const sent: unknown[] = []
beforeEach(() => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    if (url !== '/api/v1/predictions/tags') return Response.json({ people: [], tags: [], errors: [] })
    const body: { add: string[] } = JSON.parse(String(init?.body))
    sent.push(body)
    return Response.json(body.add.length === 0 ? counted : { changed: 312, unchanged: 0, notPermitted: 0, full: 0 })
  })
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  sent.splice(0)
  shownToasts().forEach(({ key }) => removeToast(key))
})

const FILTERS = { ...EVERYTHING, q: 'kinase', order: NEWEST_FIRST }
const ids = (count: number) => Array.from({ length: count }, (_one, index) => `pred_${index}`)

function List({ shown, mayBeMore }: { shown: readonly string[]; mayBeMore: boolean }) {
  const { selection, choose, chooseEverything, clear } = useSelection(FILTERS, shown)
  return (
    <>
      <SelectionBar selection={selection} mayBeMore={mayBeMore} chooseEverything={chooseEverything} clear={clear} />
      <PredictionTable items={shown.map((id) => summary({ id, name: id }))} order={NEWEST_FIRST} sortBy={() => undefined} selected={selection.ids} select={choose} busy={false} />
    </>
  )
}
const client = new QueryClient()
const list = (loaded: number, mayBeMore = true) => <QueryClientProvider client={client}><SignedIn><List shown={ids(loaded)} mayBeMore={mayBeMore} /></SignedIn></QueryClientProvider>
const boxes = () => ids(9).flatMap((id) => screen.queryAllByRole<HTMLInputElement>('checkbox', { name: `Select ${id}` })).map(({ checked }) => checked)
const said = () => within(screen.getByRole('group', { name: 'Selected predictions' })).getByRole('status').textContent

async function selectEverything(loaded: number) {
  const page = render(list(loaded))
  await userEvent.click(screen.getByRole('checkbox', { name: 'Select pred_0' }))
  await userEvent.click(screen.getByRole('button', { name: 'Select all that match' }))
  return page
}

test('every row is ticked, those that come in later too, and the bounds are said', async () => {
  const { rerender } = await selectEverything(2)
  expect(boxes()).toEqual([true, true])
  rerender(list(4))
  expect(boxes()).toEqual([true, true, true, true])
  expect(said()).toBe('All that match are selected, loaded or not')
  expect(screen.getByText('At once at most 500 are tagged, 10,000 go into a CSV, and 200 into a ZIP.')).toBeTruthy()
})

test('to untick one says that what is not loaded is no longer selected', async () => {
  const { rerender } = await selectEverything(3)
  await userEvent.click(screen.getByRole('checkbox', { name: 'Select pred_1' }))
  expect([boxes(), said()]).toEqual([[true, false, true], '2 selected, no longer all that match'])
  rerender(list(3, false))
  expect(said()).toBe('2 selected')
  await userEvent.click(screen.getByRole('button', { name: 'Select none' }))
  await userEvent.click(screen.getByRole('checkbox', { name: 'Select pred_1' }))
  rerender(list(3))
  expect(said()).toBe('1 selected')
})

test('everything is tagged only after it was said how much that is', async () => {
  counted = { changed: 0, unchanged: 312, notPermitted: 2, full: 0 }
  await selectEverything(2)
  await userEvent.type(screen.getByLabelText('Tag the selected'), 'later')
  await userEvent.click(screen.getByRole('button', { name: 'Put on' }))
  const question = await screen.findByRole('dialog', { name: 'Put “later” on 312 predictions?' }, { timeout: 10_000 })
  expect(question.textContent).toContain('2 predictions of others stay as they are')
  expect(sent).toEqual([{ filter: { q: 'kinase' }, add: [], remove: [] }])
  await userEvent.click(within(question).getByRole('button', { name: 'Put on' }))
  await waitFor(() => expect(shownToasts().map(({ title }) => title)).toEqual(['312 predictions changed.']))
  expect(sent[1]).toEqual({ filter: { q: 'kinase' }, add: ['later'], remove: [] })
})

test('what was ticked is tagged at once', async () => {
  render(list(2))
  await userEvent.click(screen.getByRole('checkbox', { name: 'Select pred_1' }))
  await userEvent.type(screen.getByLabelText('Tag the selected'), 'later')
  await userEvent.click(screen.getByRole('button', { name: 'Put on' }))
  await waitFor(() => expect(sent).toEqual([{ filter: { ids: 'pred_1' }, add: ['later'], remove: [] }]))
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('a download is asked for before it is taken, and the question takes nothing out', async () => {
  const taken: string[] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    taken.push(this.getAttribute('href') ?? '')
  })
  render(list(1))
  await userEvent.click(screen.getByRole('checkbox', { name: 'Select pred_0' }))
  await userEvent.click(screen.getByRole('button', { name: 'CSV' }))
  await waitFor(() => expect(taken).toHaveLength(1))
  expect(taken[0]).toMatch(/^\/api\/v1\/predictions\/export\.csv\?/)
  expect(vi.mocked(fetch).mock.calls.map(([url]) => url)).toContain(`${taken[0]}&ask=1`)
  expect(taken[0]).not.toContain('ask=')
})
