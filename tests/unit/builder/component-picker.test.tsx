// @vitest-environment jsdom
// The combobox for chemical components: arrow keys, Enter and Escape do what a listbox promises, against a server that answers by hand.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useReducer } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ComponentPicker } from '@/components/builder/component-picker'
import { EMPTY_DRAFT, newEntity } from '@/components/builder/draft'
import { reduceDraft } from '@/components/builder/draft-reducer'
import { NO_CHEMISTRY } from '../complexes/no-chemistry'

const FOUND = ['ATP', 'ADP', 'AMP'].map((code) => ({ code, name: `${code} name`, formula: 'C1 H2', heavyAtoms: 31, atoms: 47, type: 'NON-POLYMER', obsolete: code === 'ADP' ? { replacedBy: 'ATP' } : null }))

function Harness() {
  const draft = { ...EMPTY_DRAFT, entities: [{ ...newEntity('e1', 'ligand', ['A']), ligandBy: 'ccd' as const }] }
  const [state, change] = useReducer(reduceDraft, { draft, before: [], after: [] })
  const [entity] = state.draft.entities
  // The draft's own code, which name, YAML and checks are made from.
  return entity ? <><output>{entity.ccd}</output><ComponentPicker entity={entity} complaints={[]} chemistry={NO_CHEMISTRY} change={change} /></> : null
}

beforeEach(() => {
  vi.stubGlobal('fetch', vi.fn(async () => Response.json({ items: FOUND })))
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Harness />
    </QueryClientProvider>,
  )
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const box = () => screen.getByRole<HTMLInputElement>('combobox')
const openList = async () => {
  await userEvent.type(box(), 'a')
  await screen.findAllByRole('option')
}
const activeText = () => document.getElementById(box().getAttribute('aria-activedescendant') ?? '')?.textContent

describe('ComponentPicker', () => {
  it('says whether its list is open', async () => {
    expect(box().getAttribute('aria-expanded')).toBe('false')
    await openList()
    expect(box().getAttribute('aria-expanded')).toBe('true')
  })

  it('moves through the list and around its ends, and takes the active one', async () => {
    await openList()
    await userEvent.keyboard('{ArrowDown}{ArrowDown}')
    expect(activeText()).toContain('ADP')
    await userEvent.keyboard('{ArrowUp}{ArrowUp}')
    expect(activeText()).toContain('AMP')
    await userEvent.keyboard('{Enter}')
    expect(box().value).toBe('AMP')
    expect(box().getAttribute('aria-expanded')).toBe('false')
  })

  it('closes on Escape and keeps what was typed', async () => {
    await openList()
    await userEvent.keyboard('{Escape}')
    expect([box().value, box().getAttribute('aria-expanded')]).toEqual(['a', 'false'])
  })

  it('keeps a search out of the draft until it is left or something is chosen', async () => {
    await userEvent.type(box(), 'benzamid')
    expect([box().value, screen.getByRole('status').textContent]).toEqual(['benzamid', ''])
    await userEvent.tab()
    expect([box().value, screen.getByRole('status').textContent]).toEqual(['BENZAMID', 'BENZAMID'])
  })

  it('takes a code that is written out by Enter, and before Ctrl with Enter submits', async () => {
    await userEvent.type(box(), 'gtp{Enter}')
    expect(screen.getByRole('status').textContent).toBe('GTP')
    const seen = vi.fn(() => screen.getByRole('status').textContent)
    document.addEventListener('keydown', seen)
    await userEvent.clear(box())
    await userEvent.type(box(), 'nap')
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    document.removeEventListener('keydown', seen)
    expect(seen.mock.results.at(-1)?.value).toBe('NAP')
  })

  it('tells components of one name apart', async () => {
    await openList()
    expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual([
      'ATPATP nameC1 H2 · 31 heavy atoms, 47 in all',
      'ADPADP nameC1 H2 · 31 heavy atoms, 47 in all · withdrawn, now ATP',
      'AMPAMP nameC1 H2 · 31 heavy atoms, 47 in all',
    ])
  })

  it('takes the one that is clicked, and writes codes in capitals on leaving', async () => {
    await openList()
    await userEvent.click(screen.getByText('ADP'))
    expect(box().value).toBe('ADP')
    await userEvent.clear(box())
    await userEvent.type(box(), 'hem')
    await userEvent.tab()
    expect(box().value).toBe('HEM')
  })
})
