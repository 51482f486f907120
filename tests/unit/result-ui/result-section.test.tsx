// @vitest-environment jsdom
// A result whose answer had no room for a structure: its scores can be opened while the picture stays.
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { ResultSection } from '@/components/result/result-section'
import { result, view } from './summaries'

// The picture needs WebGL, which is not looked at here.
vi.mock('@/components/viewer/structure-viewer', () => ({ StructureViewer: () => null }))
vi.mock('@/components/viewer/load-viewer', () => ({ loadViewerAhead: () => undefined }))

afterEach(cleanup)

test('the scores of a sample without a structure open, the picture stays, and all samples are counted', () => {
  const [first] = result().samples
  if (!first) throw new Error('a result has samples')
  const pose = (index: number) => ({ name: `pose_${index}.cif`, role: 'pose' as const, sampleIndex: index, mediaType: 'chemical/x-mmcif', bytes: 1, sha256: '0'.repeat(64), url: `/pose_${index}.cif` })
  const samples = [{ ...first, files: [pose(0)] }, { ...first, index: 1, poseFile: 'pose_1.cif', files: [pose(1)] }, { ...first, index: 2, poseFile: null, files: [] }]
  render(<ResultSection view={view({ status: 'COMPLETED', result: result({ samples }) })} />)
  const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))
  press('Sample 1')
  press('Sample 2')
  expect(screen.getByRole('heading', { name: 'Pose, sample 1 of 3' })).toBeTruthy()
  expect(screen.getByRole('heading', { name: 'Chains and pairs of chains, sample 2' })).toBeTruthy()
})
