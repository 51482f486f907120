// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { KeyScores } from '@/components/predictions/key-scores'
import { AffinityPanel } from '@/components/result/affinity-panel'
import { ChainPairs } from '@/components/result/chain-pairs'
import { ConfidencePanel } from '@/components/result/confidence-panel'
import { ErrorMap } from '@/components/result/error-map'
import { PaeMeans } from '@/components/result/pae-means'
import { ResultFiles } from '@/components/result/result-files'
import { ResultProvenance } from '@/components/result/result-provenance'
import { SIMULATED_WORDS } from '@/components/result/simulated-mark'
import { SCORES } from '@/lib/results/meaning'
import { result, view } from './summaries'

beforeEach(() => {
  // jsdom draws nothing; only the words around the picture are looked at here.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
})
afterEach(cleanup)

describe('what is simulated says so', () => {
  const simulated = result({ simulated: true })
  const shown = view({ status: 'COMPLETED', simulated: true, result: simulated })

  test.each([
    ['key scores', <KeyScores key="1" item={shown} />],
    ['affinity', <AffinityPanel key="2" view={shown} result={simulated} />],
    ['confidence', <ConfidencePanel key="3" result={simulated} chosen={0} onChoose={() => undefined} />],
    ['files', <ResultFiles key="4" id="pred_1" result={simulated} />],
    ['provenance', <ResultProvenance key="5" view={shown} result={simulated} />],
  ])('on the card of %s', (_card, card) => {
    render(card)
    expect(screen.getByText(SIMULATED_WORDS)).toBeTruthy()
  })

  test('and what is real does not', () => {
    render(<ResultFiles id="pred_1" result={result()} />)
    expect(screen.queryByText(SIMULATED_WORDS)).toBeNull()
  })
})

test('files that were removed are named with their hash, and not offered', () => {
  const pose = { name: 'pose_0.cif', role: 'pose', sampleIndex: 0, mediaType: 'chemical/x-mmcif', bytes: 1_200, sha256: 'ab'.repeat(32), url: '/pose' } as const
  const { rerender } = render(<ResultFiles id="pred_1" result={result({ files: [pose] })} />)
  expect(screen.getByRole('link', { name: 'pose_0.cif' })).toBeTruthy()
  rerender(<ResultFiles id="pred_1" result={result({ files: [pose] })} removed />)
  expect(screen.queryByRole('link', { name: 'pose_0.cif' })).toBeNull()
  expect(screen.getByText('pose_0.cif')).toBeTruthy()
  expect(screen.getByTitle(pose.sha256)).toBeTruthy()
  expect(screen.getByRole('heading', { name: 'Files that were removed (1)' })).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Input and scores as ZIP' })).toBeTruthy()
})

test('the meaning of each key score stands in the page, not only under a pointer', () => {
  render(<KeyScores item={view({ status: 'COMPLETED', result: result() })} />)
  const details = screen.getByText('What these numbers mean').closest('details')
  expect(details?.textContent).toContain(SCORES.affinity_pred_value.meaning)
  expect(details?.textContent).toContain(SCORES.ligand_iptm.meaning)
})

test('an unverified sample says why, in the page', () => {
  const samples = result().samples.map((sample) => ({ ...sample, confidenceState: 'unverified' as const }))
  render(<ConfidencePanel result={result({ samples })} chosen={0} onChoose={() => undefined} />)
  expect(screen.getByText(/Sample 0 is unverified\..*did not come/)).toBeTruthy()
})

test('a sample whose structure was left out shows its scores, those of its chains too', () => {
  const [first] = result().samples
  if (!first) throw new Error('a result has samples')
  const chosen = vi.fn()
  render(<ConfidencePanel result={result({ samples: [first, { ...first, index: 1, poseFile: null, files: [] }] })} chosen={1} onChoose={chosen} />)
  const row = screen.getByText('Sample 1').closest('tr') ?? expect.fail('no row')
  expect(row.textContent).toContain('Structure left out of the answer')
  fireEvent.click(within(row).getByRole('button'))
  expect(chosen).toHaveBeenCalledWith(1)
  expect(row.getAttribute('aria-current')).toBe('true')
  expect(screen.getByRole('heading', { name: 'Chains and pairs of chains, sample 1' })).toBeTruthy()
  expect(row.querySelectorAll('td')[0]?.textContent).toMatch(/^0\.\d+/)
})

test('the pair that is low by nature carries no verdict', () => {
  const { chains, samples } = result()
  if (!samples[0]) throw new Error('a result has samples')
  render(<ChainPairs sample={samples[0]} chains={chains} />)
  expect(screen.getByText('0.700').getAttribute('title')).toBeNull()
  expect(screen.getByText('0.983').getAttribute('title')).toBe('confident')
})

describe('the map of errors', () => {
  const grid = { tokens: 3, values: Float32Array.from([0, 0, 6, 0, 0, 8, 1, 3, 0]) }
  const blocks = [
    { chainId: 'A', from: 0, to: 2 },
    { chainId: 'L', from: 2, to: 3 },
  ]

  test('is read by arrow keys', () => {
    render(<ErrorMap grid={grid} blocks={blocks} />)
    const map = screen.getByRole('application')
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown']) fireEvent.keyDown(map, { key })
    expect(screen.getByText('Aligned on A 2, L 1 is off by 8.0 Å')).toBeTruthy()
  })

  test('is told in means for any number of chains that fits a table', () => {
    const { rerender } = render(<PaeMeans grid={grid} blocks={blocks} />)
    expect(within(screen.getByRole('row', { name: /^A / })).getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['0.0', '7.0'])
    const six = Array.from({ length: 6 }, (_, index) => ({ chainId: `C${index}`, from: index, to: index + 1 }))
    rerender(<PaeMeans grid={{ tokens: 6, values: new Float32Array(36) }} blocks={six} />)
    expect(screen.getAllByRole('rowheader')).toHaveLength(6)
  })
})

test('a result says where its sequences were sent: as frozen, unless the worker says otherwise', () => {
  const { provenance } = result()
  const told = (sequencesSentTo: string, server: string | null = null) => {
    cleanup()
    render(<ResultProvenance view={view({ sequencesSentTo })} result={result({ provenance: { ...provenance, msa: server === null ? null : { source: 'server', askedAt: '2026-01-31T10:00:00Z', server } } })} />)
    return screen.getByText('Sequences sent to').nextElementSibling?.textContent
  }
  expect(told('https://api.colabfold.com')).toBe('https://api.colabfold.com (the public ColabFold server)')
  expect(told('https://msa.example.org')).toBe('https://msa.example.org (your own MSA server)')
  expect(told('https://api.colabfold.com', 'https://msa.example.org/')).toBe('https://msa.example.org (your own MSA server)')
  expect(told('none')).toBe('no server')
})

test('a result says whether its alignments are fresh or kept, and since when', () => {
  const { provenance } = result()
  const from = (source: 'server' | 'cache') => result({ provenance: { ...provenance, msa: { source, askedAt: '2026-01-31T10:00:00Z', server: null } } })
  const { rerender } = render(<ResultProvenance view={view()} result={from('cache')} />)
  expect(screen.getByText(/kept by the worker; MSA server asked .*2026/)).toBeTruthy()
  rerender(<ResultProvenance view={view()} result={from('server')} />)
  expect(screen.getByText(/from the MSA server, asked .*2026/)).toBeTruthy()
  rerender(<ResultProvenance view={view()} result={result()} />)
  expect(screen.queryByText('Alignments')).toBeNull()
})
