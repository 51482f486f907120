// The thin road through all server layers: submit over the route, hand over, run, collect, read the result back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type House } from '../support/house'
import { call, submit, untilEnded } from '../support/calls'

let house: House

beforeAll(async () => {
  house = await openHouse()
  await house.reconcile()
})

afterAll(() => house.close())

const PROTEIN_LIGAND = {
  entities: [
    { type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQ' },
    { type: 'ligand', chainIds: ['L'], smiles: 'CC(=O)Oc1ccccc1C(=O)O' },
  ],
  affinityBinder: 'L',
}

test('a protein with a ligand is predicted, and every number and file comes back', async () => {
  const accepted = await submit({ name: 'Aspirin', complex: PROTEIN_LIGAND, options: { diffusion_samples: 2, seed: 7 } })
  expect(accepted.status).toBe('QUEUED')
  expect(accepted.target).toBe('simulated')
  const view = await untilEnded(accepted.id)
  expect(view.error).toBeNull()
  expect(view.status).toBe('COMPLETED')
  expect(view.simulated).toBe(true)
  expect(view.result?.samples).toHaveLength(2)
  expect(view.result?.affinityState).toBe('verified')
  expect(view.result?.confidenceState).toBe('verified')
  const pose = view.result?.samples[0]?.files.find((file) => file.role === 'pose')
  const answer = await call('GET', pose?.url ?? '')
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('_atom_site.Cartn_x')
  const kinds = view.events.map((event) => event.to ?? event.kind)
  expect(kinds[0]).toBe('QUEUED')
  expect(kinds.at(-1)).toBe('COMPLETED')
})
