import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { blocksOf, meanBetween, movedBy, paeColour, paePixels, readPae } from '@/components/result/pae-grid'
import type { PoseChain } from '@/components/viewer/pose-chains'

/** A NumPy array as NumPy writes it, version 1. */
function npy(descr: string, size: number, body: Uint8Array): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${size}, ${size}), }`
  const header = new TextEncoder().encode(text.padEnd(117, ' ') + '\n')
  return Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8, ...header, ...body])
}

const npz = (array: Uint8Array, name = 'pae.npy'): Uint8Array => zipSync({ [name]: array })
const chain = (chainId: string, kind: PoseChain['kind'], residues: number, atoms: number): PoseChain => ({ chainId, kind, residues, atoms, name: null, meanPlddt: null })

test('reads floats as Angstrom and quantised bytes as eighths of one', () => {
  const floats = new Uint8Array(new Float32Array([0.5, 10, 20, 31]).buffer)
  expect([...(readPae(npz(npy('<f4', 2, floats)))?.values ?? [])]).toEqual([0.5, 10, 20, 31])
  expect([...(readPae(npz(npy('|u1', 2, Uint8Array.from([4, 80, 160, 255]))))?.values ?? [])]).toEqual([0.5, 10, 20, 31.875])
})

test('is null for anything else', () => {
  expect(readPae(Uint8Array.from([1, 2, 3]))).toBeNull()
  const square = npy('|u1', 2, Uint8Array.from([1, 2, 3, 4]))
  expect(readPae(zipSync({ 'pde.npy': square, 'plddt.npy': square }))).toBeNull()
})

test('takes a lone array under any name, as the server does', () => {
  const square = npy('|u1', 2, Uint8Array.from([8, 16, 24, 32]))
  expect([...(readPae(npz(square, 'arr_0.npy'))?.values ?? [])]).toEqual([1, 2, 3, 4])
})

test('arrow keys walk over the map and stop at its edges', () => {
  expect(movedBy('ArrowDown', false, null, 30)).toEqual({ row: 0, column: 0 })
  expect(movedBy('ArrowDown', false, { row: 4, column: 7 }, 30)).toEqual({ row: 5, column: 7 })
  expect(movedBy('ArrowRight', true, { row: 4, column: 25 }, 30)).toEqual({ row: 4, column: 29 })
  expect(movedBy('ArrowLeft', false, { row: 0, column: 0 }, 30)).toEqual({ row: 0, column: 0 })
  expect(movedBy('Tab', false, null, 30)).toBeNull()
})

test('rows are aligned on, columns are scored', () => {
  const grid = { tokens: 3, values: Float32Array.from([0, 0, 6, 0, 0, 8, 1, 3, 0]) }
  const blocks = blocksOf([chain('A', 'protein', 2, 9), chain('L', 'ligand', 1, 1)], 3)
  expect(blocks).toEqual([
    { chainId: 'A', from: 0, to: 2 },
    { chainId: 'L', from: 2, to: 3 },
  ])
  const [protein, ligand] = blocks ?? []
  if (!protein || !ligand) throw new Error('two blocks are expected')
  expect(meanBetween(grid, protein, ligand)).toBe(7)
  expect(meanBetween(grid, ligand, protein)).toBe(2)
})

test('no chain is named when the tokens do not add up', () => {
  expect(blocksOf([chain('A', 'protein', 2, 9)], 3)).toBeNull()
})

test('sure is dark, unsure is pale, and beyond the scale nothing changes', () => {
  const sum = (angstrom: number): number => paeColour(angstrom).reduce((total, part) => total + part, 0)
  expect(sum(0)).toBeLessThan(sum(5))
  expect(sum(5)).toBeLessThan(sum(29))
  expect(paeColour(30)).toEqual(paeColour(99))
  expect(paePixels({ tokens: 1, values: Float32Array.from([30]) })).toEqual(Uint8ClampedArray.from([...paeColour(30), 255]))
})
