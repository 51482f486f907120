// The simulated answer is Boltz-2's in form: names, layout, formulas among the numbers, and marked as simulated everywhere.
import { createHash } from 'node:crypto'
import { unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { Complex } from '@/lib/complexes/schema'
import { BoltzAffinity, BoltzConfidence, WorkerOutput } from '@/lib/compute/contract'
import { simulateOutput } from '@/local-endpoint/simulation/answer'
import { OutputBudget } from '@/local-endpoint/simulation/output-budget'
import { warmUpConformers } from '@/local-endpoint/simulation/smiles-ligand'

beforeAll(() => warmUpConformers(), 60_000)

const PROTEIN = 'MENFQKVEKIGEGTYGVVYKARNKLTGEVVALKKIRLDTETEGVPSTAIR'

/** Six kinds of complex, as the examples of the builder have them. */
const KINDS: Record<string, { complex: unknown; chains: string[] }> = {
  monomer: { complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: PROTEIN }] }, chains: ['A'] },
  affinity: {
    complex: {
      entities: [
        { type: 'protein', chainIds: ['A'], sequence: PROTEIN },
        { type: 'ligand', chainIds: ['B'], smiles: 'CC(=O)Oc1ccccc1C(=O)O' },
      ],
      affinityBinder: 'B',
    },
    chains: ['A', 'B'],
  },
  homodimer: { complex: { entities: [{ type: 'protein', chainIds: ['A', 'B'], sequence: PROTEIN }] }, chains: ['A', 'B'] },
  'protein-DNA': {
    complex: {
      entities: [
        { type: 'dna', chainIds: ['C'], sequence: 'ACGTTA' },
        { type: 'protein', chainIds: ['A'], sequence: PROTEIN },
        { type: 'dna', chainIds: ['D'], sequence: 'TAACGT' },
      ],
    },
    chains: ['C', 'A', 'D'],
  },
  'RNA-ligand': {
    complex: {
      entities: [
        { type: 'rna', chainIds: ['R'], sequence: 'GGCAUACG' },
        { type: 'ligand', chainIds: ['L'], smiles: 'Cn1cnc2c1c(=O)n(C)c(=O)n2C' },
      ],
    },
    chains: ['R', 'L'],
  },
  'cofactor by code, copies apart': {
    complex: {
      entities: [
        { type: 'protein', chainIds: ['A'], sequence: PROTEIN },
        { type: 'ligand', chainIds: ['H'], ccd: 'HEM' },
        { type: 'protein', chainIds: ['B'], sequence: PROTEIN },
      ],
    },
    chains: ['A', 'B', 'H'],
  },
}

const predict = (complex: unknown, samples = 2, seed = 3) => simulateOutput({ complex: Complex.parse(complex), samples, seed, warnings: [] })

const decode = (content: string | undefined) => Buffer.from(content as string, 'base64')

function readNpz(content: string | undefined, name: string): Float32Array {
  const bytes = unzipSync(decode(content))[`${name}.npy`] as Uint8Array
  const headerLength = (bytes[8] as number) | ((bytes[9] as number) << 8)
  expect((10 + headerLength) % 64).toBe(0)
  return new Float32Array(bytes.slice(10 + headerLength).buffer)
}

type Site = { group: string; atom: string; residue: string; place: string; chain: string; score: number }

function atomSites(cif: string): Site[] {
  return cif.split('\n').filter((line) => /^(ATOM|HETATM) /.test(line)).map((line) => {
    const cells = line.match(/"[^"]*"|'[^']*'|\S+/g) as string[]
    expect(cells).toHaveLength(19)
    const [group = '', , , atom = '', , residue = '', place = ''] = cells
    return { group, atom, residue, place, chain: cells[9] as string, score: Number(cells[17]) }
  })
}

describe.each(Object.entries(KINDS))('%s', (_kind, { complex, chains }) => {
  let output: WorkerOutput
  beforeAll(() => {
    output = predict(complex)
  })

  it('follows the worker contract and says that it is simulated', () => {
    expect(WorkerOutput.parse(output)).toBeTruthy()
    expect(output).toMatchObject({ simulated: true, engine: { package: 'atomera-simulated' }, command: null, gpu: null, schema_version: 1 })
    expect(output.warnings?.[0]).toMatch(/simulated/i)
    for (const pose of Object.values(output.pose_files ?? {})) expect(decode(pose).toString()).toContain('simulated: true')
    for (const file of Object.values(output.output_files ?? {})) expect(JSON.parse(decode(file).toString())).toHaveProperty('simulated', true)
  })

  it('writes the chains in Boltz\'s output order, in the table and in every pose', () => {
    expect(output.chains?.map((chain) => chain.chain_id)).toEqual(chains)
    for (const pose of Object.values(output.pose_files ?? {})) {
      expect([...new Set(atomSites(decode(pose).toString()).map(({ chain }) => chain))]).toEqual(chains)
    }
  })

  it('writes B factor = pLDDT x 100, one value per residue and per ligand atom', () => {
    const plddt = readNpz(output.files?.['plddt_input_model_0.npz']?.content, 'plddt')
    const tokens: number[] = []
    let last = ''
    for (const site of atomSites(decode(output.pose_files?.['pose_0.cif']).toString())) {
      const key = site.group === 'HETATM' ? `${site.chain}/${site.atom}` : `${site.chain}/${site.place}`
      if (key !== last) tokens.push(site.score)
      else expect(site.score).toBe(tokens.at(-1))
      last = key
    }
    expect(tokens).toHaveLength(plddt.length)
    tokens.forEach((score, index) => expect(Math.abs(score - (plddt[index] as number) * 100)).toBeLessThan(0.001))
  })

  it('keeps Boltz\'s formulas among the scores, and 0 for what a single chain can not have', () => {
    output.samples?.forEach((sample) => {
      const confidence = BoltzConfidence.parse(sample.confidence)
      const number = (key: string) => confidence[key] as number
      const plddt = readNpz(output.files?.[sample.plddt_file ?? '']?.content, 'plddt')
      const joint = number('iptm') === 0 ? number('ptm') : number('iptm')
      expect(number('confidence_score')).toBeCloseTo((4 * number('complex_plddt') + joint) / 5, 9)
      expect(number('complex_plddt')).toBeCloseTo(plddt.reduce((sum, value) => sum + value, 0) / plddt.length, 6)
      Object.entries(confidence.chains_ptm ?? {}).forEach(([chain, ptm]) => expect(confidence.pair_chains_iptm?.[chain]?.[chain]).toBe(ptm))
      expect(Object.keys(confidence.chains_ptm ?? {})).toEqual(chains.map((_, index) => String(index)))
      if (chains.length === 1) expect([number('iptm'), number('ligand_iptm'), number('protein_iptm'), number('complex_ipde')]).toEqual([0, 0, 0, 0])
      else expect(number('iptm')).toBeGreaterThan(0)
    })
  })

  it('ranks the samples by confidence, and they differ', () => {
    const scores = output.samples?.map((sample) => sample.confidence?.confidence_score as number) ?? []
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    expect(output.confidence_score).toBe(scores[0])
    expect(output.pose_files?.['pose_0.cif']).not.toBe(output.pose_files?.['pose_1.cif'])
  })

  it('stamps every file with its true size and hash, and bounds the PAE', () => {
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    Object.values(output.files ?? {}).forEach((file) => {
      const bytes = decode(file.content)
      expect([bytes.length, hash(bytes)]).toEqual([file.size, file.sha256])
    })
    output.samples?.forEach(({ pose }) => {
      const bytes = decode(output.pose_files?.[pose?.name ?? ''])
      expect([bytes.length, hash(bytes)]).toEqual([pose?.size, pose?.sha256])
    })
    const pae = readNpz(output.files?.['pae_input_model_0.npz']?.content, 'pae')
    const plddt = readNpz(output.files?.['plddt_input_model_0.npz']?.content, 'plddt')
    expect(pae).toHaveLength(plddt.length ** 2)
    expect(pae.every((value) => value >= 0.25 && value <= 31.75)).toBe(true)
  })
})

describe('the affinity', () => {
  it('is the mean of both heads, in the file and at the top, only when asked for', () => {
    const output = predict(KINDS.affinity?.complex)
    const affinity = BoltzAffinity.parse(JSON.parse(decode(output.output_files?.['affinity_result.json']).toString()))
    const number = (key: string) => affinity[key] as number
    expect(affinity.affinity_pred_value).toBe((number('affinity_pred_value1') + number('affinity_pred_value2')) / 2)
    expect(affinity.affinity_probability_binary).toBe((number('affinity_probability_binary1') + number('affinity_probability_binary2')) / 2)
    expect(output.affinity_pred_value).toBe(affinity.affinity_pred_value)
    const without = predict(KINDS.monomer?.complex)
    expect([without.affinity_pred_value, without.affinity_probability_binary]).toEqual([null, null])
    expect(without.output_files).not.toHaveProperty('affinity_result.json')
  })
})

describe('the answer as a whole', () => {
  it('is the same for the same input and seed, byte for byte, and another one for another seed', () => {
    const { timings: _first, ...first } = predict(KINDS.affinity?.complex)
    const { timings: _again, ...again } = predict(KINDS.affinity?.complex)
    expect(again).toEqual(first)
    expect(predict(KINDS.affinity?.complex, 2, 4).pose_files).not.toEqual(first.pose_files)
  })

  it('names ligands as Boltz does: LIG1, LIG2 per SMILES, CCD codes as they are, atoms in SMILES order', () => {
    const output = predict({
      entities: [
        { type: 'ligand', chainIds: ['X'], ccd: 'MG' },
        { type: 'ligand', chainIds: ['L1', 'L2'], smiles: 'OCCBr' },
        { type: 'ligand', chainIds: ['N'], smiles: 'CN' },
      ],
    }, 1)
    const sites = atomSites(decode(output.pose_files?.['pose_0.cif']).toString())
    expect([...new Set(sites.map(({ chain, residue }) => `${chain}:${residue}`))]).toEqual(['X:MG', 'L1:LIG1', 'L2:LIG1', 'N:LIG2'])
    const elements = sites.filter(({ chain }) => chain === 'L1').map(({ atom }) => atom.replace(/\d+$/, ''))
    expect(elements).toEqual(['O', 'C', 'C', 'BR'])
    expect(sites.every(({ group, place }) => group === 'HETATM' && place === '.')).toBe(true)
  })

  it('packs the atoms of the formula for a component without coordinates', () => {
    const output = predict({ entities: [{ type: 'ligand', chainIds: ['X'], ccd: '02K' }] }, 1)
    expect(atomSites(decode(output.pose_files?.['pose_0.cif']).toString()).length).toBeGreaterThan(5)
  })
})

describe('the budget', () => {
  it('drops what no longer fits, names it, and never takes more than its bytes', () => {
    const budget = new OutputBudget(200 * 1024)
    const bytes = new Uint8Array(3_000)
    expect(budget.addOrDrop({ place: 'pose_files', name: 'pose_0.cif', bytes })).toBe(true)
    expect(budget.addOrDrop({ place: 'files', name: 'pae.npz', bytes: new Uint8Array(4_000) })).toBe(false)
    expect(budget.dropped).toEqual(['pae.npz'])
    expect(JSON.stringify(budget.output).length).toBeLessThan(8 * 1024)
  })
})
