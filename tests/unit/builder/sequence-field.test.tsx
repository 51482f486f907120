// @vitest-environment jsdom
// The sequence box is cleaned when a piece comes in and at a pause, and never moves the page under a press.
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useReducer } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { EMPTY_DRAFT } from '@/components/builder/draft'
import { reduceDraft } from '@/components/builder/draft-reducer'
import { SequenceField } from '@/components/builder/sequence-field'

function Harness() {
  const [state, change] = useReducer(reduceDraft, { draft: EMPTY_DRAFT, before: [], after: [] })
  const [entity] = state.draft.entities
  return entity ? <SequenceField entity={entity} complaints={[]} warnings={[]} change={change} /> : null
}

const box = () => screen.getByRole<HTMLTextAreaElement>('textbox')
const write = (text: string) => fireEvent.change(box(), { target: { value: text } })

beforeEach(() => {
  vi.useFakeTimers()
  render(<Harness />)
})

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

it('cleans what comes in as one piece at once', () => {
  write('>sp|P0CG48|UBC\nmqifv ktltg\nKTITLEVEPS')
  expect(box().value).toBe('MQIFVKTLTGKTITLEVEPS')
  expect(screen.getByText(/Cleaned: FASTA header removed.*It came as “P0CG48”/)).not.toBeNull()
})

it('cleans what is typed at a pause, and the caret stays behind its residue', () => {
  write('M')
  act(() => box().focus())
  fireEvent.change(box(), { target: { value: 'Mk' } })
  box().setSelectionRange(1, 1)
  expect(box().value).toBe('Mk')
  act(() => vi.advanceTimersByTime(1_000))
  expect([box().value, box().selectionStart]).toEqual(['MK', 1])
})

it('waits with cleaning for the end of the press that took the focus', () => {
  write('M')
  act(() => box().focus())
  write('Mk')
  fireEvent.mouseDown(document.body)
  act(() => box().blur())
  act(() => vi.advanceTimersByTime(2_000))
  expect(box().value).toBe('Mk')
  fireEvent.mouseUp(document.body)
  expect(box().value).toBe('MK')
})

it('cleans at once when the field is left by a key', () => {
  write('M')
  act(() => box().focus())
  write('Mk')
  act(() => box().blur())
  expect(box().value).toBe('MK')
})

it('leaves a header alone while its sequence is still to come', () => {
  write('>sp|P0CG48|UBC\n')
  act(() => vi.advanceTimersByTime(2_000))
  expect(box().value).toBe('>sp|P0CG48|UBC\n')
})
