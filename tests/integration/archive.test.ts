// Everything that leaves the product says that it is simulated: the ZIP by its name and contents, each file by its name.
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type House } from '../support/house'
import { call, submit, untilEnded } from '../support/calls'

let house: House

beforeAll(async () => {
  house = await openHouse()
  await house.reconcile()
})

afterAll(() => house.close())

const nameOf = (response: Response): string => response.headers.get('content-disposition') ?? ''

test('the ZIP holds every file, the frozen input and a record, and says simulated throughout', async () => {
  const { id } = await submit({ name: 'To be exported', complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVK' }] }, options: { seed: 3 } })
  const early = await call('GET', `/api/v1/predictions/${id}/archive`)
  if (early.status !== 200) expect(await early.json()).toMatchObject({ code: 'CONFLICT' })
  const view = await untilEnded(id)

  const answer = await call('GET', `/api/v1/predictions/${id}/archive`)
  expect(answer.headers.get('content-type')).toBe('application/zip')
  expect(nameOf(answer)).toContain('To_be_exported-SIMULATED.zip')
  const entries = unzipSync(new Uint8Array(await answer.arrayBuffer()))
  const text = (name: string): string => new TextDecoder().decode(entries[name])
  expect(Object.keys(entries).sort()).toEqual(['SIMULATED.txt', 'input.yaml', 'prediction.json', ...(view.result?.files ?? []).map((file) => `files/${file.name}`)].sort())
  expect(text('input.yaml')).toBe(view.yaml)
  expect(JSON.parse(text('prediction.json'))).toMatchObject({ id, simulated: true, result: { simulated: true, confidence_score: view.result?.confidence_score } })
  expect(text('files/pose_0.cif')).toMatch(/simulated/i)

  const pose = await call('GET', `/api/v1/predictions/${id}/files/pose_0.cif`)
  expect(nameOf(pose)).toContain('SIMULATED-pose_0.cif')
  expect(pose.headers.get('content-security-policy')).toContain('sandbox')
  expect(pose.headers.get('etag')).toBe(`"${view.result?.files.find((file) => file.name === 'pose_0.cif')?.sha256}"`)
})
