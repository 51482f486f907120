// @vitest-environment jsdom
// Fields of the builder that must neither cut nor drop what a person gave, and the wait for a prediction to clone.
import { cleanup, fireEvent, render, renderHook, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ChainFields } from '@/components/builder/chain-fields'
import { DEFAULT_OPTIONS, EMPTY_DRAFT, newEntity } from '@/components/builder/draft'
import { allowedOptions } from '@/components/builder/draft-options'
import { RunOptionsCard } from '@/components/builder/run-options'
import { useOffers, type DraftSource } from '@/components/builder/use-source'
import type { MsaPolicy } from '@/lib/msa-servers'
import { view } from '../result-ui/summaries'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('the chain id', () => {
  it('is taken as typed, however long, so that the complaint can name it', () => {
    const change = vi.fn()
    render(<ChainFields entity={newEntity('e1', 'protein', ['A'])} complaints={new Map()} copies={[]} change={change} />)
    const input = screen.getByLabelText<HTMLInputElement>('Chain id of copy 1')
    expect(input.hasAttribute('maxlength')).toBe(false)
    fireEvent.change(input, { target: { value: 'HEAVYCHAIN' } })
    expect(change).toHaveBeenCalledWith({ type: 'chainId', key: 'e1', copy: 0, id: 'HEAVYCHAIN' })
  })
})

describe('back to Boltz’s defaults', () => {
  const show = (options: typeof DEFAULT_OPTIONS, msa: MsaPolicy = { public: true, own: null }) => {
    const change = vi.fn()
    render(<RunOptionsCard options={options} read={null} complex={{ entities: [], affinityBinder: null }} tokens={0} complaints={new Map()} simulated={false} msa={msa} change={change} />)
    return change
  }

  it('keeps seed and time limit, which are no settings of Boltz’s', () => {
    const change = show({ ...DEFAULT_OPTIONS, sampling_steps: '50', seed: '42', timeLimitMinutes: '30' })
    fireEvent.click(screen.getByRole('button', { name: /defaults/ }))
    expect(change).toHaveBeenCalledWith({ type: 'option', option: { ...DEFAULT_OPTIONS, seed: '42', timeLimitMinutes: '30' } })
  })

  it('is not offered when only seed and time limit were given', () => {
    show({ ...DEFAULT_OPTIONS, seed: '42', timeLimitMinutes: '30' })
    expect(screen.queryByRole('button', { name: /defaults/ })).toBeNull()
  })
})

describe('the MSA server', () => {
  const show = (msa: MsaPolicy, options = DEFAULT_OPTIONS) => {
    const change = vi.fn()
    render(<RunOptionsCard options={allowedOptions(options, msa)} read={null} complex={{ entities: [], affinityBinder: null }} tokens={0} complaints={new Map()} simulated={false} msa={msa} change={change} />)
    return change
  }
  const box = () => screen.getByRole<HTMLInputElement>('checkbox', { name: /Alignments/ })

  it('is not offered where none is allowed, with words why; and there is nothing to put back', () => {
    show({ public: false, own: null })
    expect([box().checked, box().disabled]).toEqual([false, true])
    expect(screen.getByText(/Not allowed here: this installation sends sequences to nobody/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: /defaults/ })).toBeNull()
  })

  it('says what the server complained about, where the policy changed meanwhile', () => {
    const complaints = new Map([['use_msa_server', ['This installation allows no MSA server.']]])
    render(<RunOptionsCard options={DEFAULT_OPTIONS} read={null} complex={{ entities: [], affinityBinder: null }} tokens={0} complaints={complaints} simulated={false} msa={{ public: true, own: null }} change={vi.fn()} />)
    expect(screen.getByText('This installation allows no MSA server.')).toBeTruthy()
  })

  it('is named where it is the only one', () => {
    show({ public: false, own: 'https://msa.example.org' }, { ...DEFAULT_OPTIONS, msa_server: 'public' })
    expect(screen.getByText(/to your own MSA server \(https:\/\/msa\.example\.org\)/)).toBeTruthy()
    expect(screen.queryByLabelText('MSA server')).toBeNull()
  })

  it('is chosen where both are allowed, the own one first', () => {
    const change = show({ public: true, own: 'https://msa.example.org' })
    expect(screen.getByLabelText<HTMLSelectElement>('MSA server').value).toBe('own')
    fireEvent.change(screen.getByLabelText('MSA server'), { target: { value: 'public' } })
    expect(change).toHaveBeenCalledWith({ type: 'option', option: { msa_server: 'public' } })
  })
})

describe('a prediction to clone', () => {
  const offersFor = (source: DraftSource | null) => {
    const take = vi.fn()
    return { take, ...renderHook(() => useOffers(EMPTY_DRAFT, source, take)) }
  }

  it('is waited for visibly until it is in the builder', async () => {
    let answer: (response: Response) => void = () => {}
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)))
    const { result, take } = offersFor({ kind: 'prediction', id: 'pred_1', changes: {} })
    expect(result.current.fetching).toBe(true)
    answer(Response.json(view()))
    await waitFor(() => expect(result.current.fetching).toBe(false))
    expect(take).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ title: 'Kinase and inhibitor' }))
  })

  it('comes with the options that the address changes, and with its time limit only then', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json(view())))
    const { take } = offersFor({ kind: 'prediction', id: 'pred_1', changes: { diffusion_samples: 3, executionTimeoutMs: 3_600_000 } })
    const options = (expected: object) => expect.objectContaining({ draft: expect.objectContaining({ options: expect.objectContaining(expected) }) })
    await waitFor(() => expect(take).toHaveBeenCalledExactlyOnceWith(options({ diffusion_samples: '3', timeLimitMinutes: '60' })))
    const plain = offersFor({ kind: 'prediction', id: 'pred_1', changes: {} })
    await waitFor(() => expect(plain.take).toHaveBeenCalledExactlyOnceWith(options({ diffusion_samples: '1', timeLimitMinutes: '' })))
  })

  it('is no longer waited for when it cannot be had', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ title: 'Not found.' }, { status: 404 })))
    const { result, take } = offersFor({ kind: 'prediction', id: 'pred_2', changes: {} })
    await waitFor(() => expect(result.current.fetching).toBe(false))
    expect(take).not.toHaveBeenCalled()
  })

  it('is not waited for when nothing is to be cloned', () => {
    expect(offersFor(null).result.current.fetching).toBe(false)
  })
})
