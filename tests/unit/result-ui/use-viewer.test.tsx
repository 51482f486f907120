// @vitest-environment jsdom
import { cleanup, render, renderHook, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { openViewer } from '@/components/viewer/molecule-host'
import { useViewer } from '@/components/viewer/use-molecule'
import { HoverWords, ViewerMessage } from '@/components/viewer/viewer-overlay'

vi.mock('@/components/viewer/molecule-host', () => ({ openViewer: vi.fn(), leaveViewer: vi.fn() }))
afterEach(cleanup)

test('a viewer that cannot be loaded is a failure with words and a way out, never an endless wait', async () => {
  vi.mocked(openViewer).mockRejectedValue(new Error('Loading the chunk failed.'))
  const mount = { current: document.createElement('div') }
  const { result } = renderHook(() => useViewer(mount))
  await waitFor(() => expect(result.current).toEqual({ kind: 'failed', words: 'Loading the chunk failed.' }))
  render(<ViewerMessage state={result.current} pose={{ kind: 'loading' }} problem={null} sample={0} />)
  expect(screen.getByRole('alert').textContent).toContain('Loading the chunk failed.')
  expect(screen.getByRole('button', { name: 'Reload the page' })).toBeTruthy()
})

test('an atom without a pLDDT says so', () => {
  render(<HoverWords hovered={{ chainId: 'A', residue: 'ALA 1', atomName: 'CA', plddt: null }} />)
  expect(screen.getByText(/pLDDT not reported/)).toBeTruthy()
})
