import { describe, expect, it } from 'vitest'
import { checkChainIds, checkTypedChainIds, longChainIds, nextChainIds } from '@/lib/complexes/chain-ids'

const chains = (...lists: string[][]) => ({ entities: lists.map((chainIds) => ({ chainIds })) })

describe('nextChainIds', () => {
  it('goes on with the first free letters', () => {
    expect(nextChainIds(chains(['A'], ['C']), 3)).toEqual(['B', 'D', 'E'])
  })

  it('goes on with two and three letters, all unique and of the right form', () => {
    const ids = nextChainIds(chains(['B']), 1000)
    expect(ids.slice(24, 27)).toEqual(['Z', 'AA', 'AB'])
    expect(new Set(ids).size).toBe(1000)
    expect(ids.every((id) => /^[A-Z]{1,3}$/.test(id) && id !== 'B')).toBe(true)
  })
})

describe('checkChainIds', () => {
  it('accepts up to 4 characters, and 5 from a file', () => {
    expect(checkChainIds(chains(['A', 'a', 'Ab1', 'AbC9', 'LIG01']))).toEqual([])
  })

  it.each([
    ['', 'has no id'],
    ['1A', 'must begin with a letter'],
    ['A B', 'must begin with a letter'],
    ['Ä', 'must begin with a letter'],
    ['A-1', 'must begin with a letter'],
    ['ABCDEF', '6 characters; Boltz keeps 5'],
  ])('refuses %j', (id, words) => {
    const [complaint, ...others] = checkChainIds(chains(['A'], ['B', id]))
    expect(complaint?.at).toBe('entities.1.chainIds.1')
    expect(complaint?.message).toContain(words)
    expect(others).toEqual([])
  })

  it('names both places of an id that is used twice', () => {
    expect(checkChainIds(chains(['A', 'B', 'A'], ['B']))).toEqual([
      { at: 'entities.0.chainIds.2', message: expect.stringContaining('“A” is used twice: it already stands in the same entity') },
      { at: 'entities.1.chainIds.0', message: expect.stringContaining('“B” is used twice: it already stands in entity 1') },
    ])
  })

  it('refuses an entity without chains', () => {
    expect(checkChainIds(chains([]))[0]).toMatchObject({ at: 'entities.0.chainIds' })
  })
})

describe('checkTypedChainIds', () => {
  it('refuses five characters that were typed, with words', () => {
    expect(checkTypedChainIds(chains(['A', 'HEAVY'], ['LIG1']), [])).toEqual([
      { at: 'entities.0.chainIds.1', message: 'Chain id “HEAVY” has 5 characters; 5 are taken over from a file only. Use at most 4.' },
    ])
  })

  it('takes five characters that a file brought', () => {
    const imported = longChainIds(chains(['A', 'HEAVY'], ['LIG1']))
    expect(imported).toEqual(['HEAVY'])
    expect(checkTypedChainIds(chains(['HEAVY']), imported)).toEqual([])
    expect(checkTypedChainIds(chains(['LIGHT']), imported)).toHaveLength(1)
  })

  it('leaves what is wrong anyway to checkChainIds', () => {
    expect(checkTypedChainIds(chains(['ABCDEF', '1ABCD', '']), [])).toEqual([])
  })
})
