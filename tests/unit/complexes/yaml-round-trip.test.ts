import { spawnSync } from 'node:child_process'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromYaml } from '@/lib/complexes/from-yaml'
import type { Complex, Entity } from '@/lib/complexes/schema'
import { toYaml } from '@/lib/complexes/to-yaml'
import { check } from './sample-complexes'
import { anyComplex, wellFormedComplex } from './generated-complexes'

/** The tests' own Python with PyYAML, as `npm test` prepares it. */
const PYTHON = process.env.ATOMERA_TEST_PYTHON ?? 'python3'

const CURE = `This test needs Python with PyYAML. Run \`${PYTHON} -m pip install pyyaml\`, or name a Python that has it in ATOMERA_TEST_PYTHON; \`npm test\` does so itself.`

const READER = `
import json, sys
import yaml
texts = json.load(sys.stdin)
json.dump([yaml.safe_load(text) for text in texts], sys.stdout)
`

/** What PyYAML, which Boltz uses, makes of each text; one process for all. A refusal names the seed, so that it can be repeated. */
function readWithPyYaml(texts: string[], seed: number): unknown[] {
  const { status, stdout, stderr, error } = spawnSync(PYTHON, ['-c', READER], { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 })
  if (error || /No module named '?yaml/.test(stderr)) throw new Error(`${CURE} (${error?.message ?? stderr.trim().split('\n').at(-1)})`)
  if (status !== 0) throw new Error(`PyYAML refused a text (seed ${seed}): ${stderr.trim().split('\n').slice(-6).join('\n')}`)
  return JSON.parse(stdout)
}

/** Boltz's schema, written out independently of `toYaml`. */
function expectedMolecule(entity: Entity, useMsaServer: boolean): object {
  const id = entity.chainIds.length === 1 ? entity.chainIds[0] : entity.chainIds
  if (entity.type === 'ligand') return entity.ccd === undefined ? { id, smiles: entity.smiles } : { id, ccd: entity.ccd }
  const single = entity.type === 'protein' && (entity.msa === 'empty' || !useMsaServer)
  return { id, sequence: entity.sequence, ...(single ? { msa: 'empty' } : {}) }
}

function expectedModel({ entities, affinityBinder }: Complex, useMsaServer: boolean): object {
  return {
    version: 1,
    sequences: entities.map((entity) => ({ [entity.type]: expectedMolecule(entity, useMsaServer) })),
    ...(affinityBinder === null ? {} : { properties: [{ affinity: { binder: affinityBinder } }] }),
  }
}

function compareWithPyYaml(complexes: Complex[], useMsaServer: boolean, seed: number): void {
  const read = readWithPyYaml(complexes.map((complex) => toYaml(complex, { useMsaServer })), seed)
  expect(read).toHaveLength(complexes.length)
  complexes.forEach((complex, index) => expect(read[index], `seed ${seed}, number ${index}`).toEqual(expectedModel(complex, useMsaServer)))
}

describe('toYaml', () => {
  const seed = Math.floor(Math.random() * 0x7fffffff)

  it('is read back by PyYAML exactly, for 500 complexes', () => {
    compareWithPyYaml(fc.sample(wellFormedComplex, { numRuns: 500, seed }), true, seed)
  })

  it('is read back by PyYAML exactly, for 500 complexes whose texts are anything', () => {
    compareWithPyYaml(fc.sample(anyComplex, { numRuns: 500, seed }), false, seed)
  })

  it('names the seed when PyYAML refuses a text', () => {
    expect(() => readWithPyYaml(['a: [1'], 4711)).toThrow(/refused a text \(seed 4711\)/)
  })

  it('is plain ASCII with no line longer than its sequence', () => {
    fc.assert(fc.property(anyComplex, (complex) => /^[\n\x20-\x7e]*$/.test(toYaml(complex, { useMsaServer: true }))))
  })

  it('leaves out empty lists and writes msa only where it says something', () => {
    const complex: Complex = { entities: [{ type: 'protein', chainIds: ['A', 'B'], sequence: 'MKT', msa: 'server' }], affinityBinder: null }
    expect(toYaml(complex, { useMsaServer: true })).toBe('version: 1\nsequences:\n  - protein:\n      id: ["A", "B"]\n      sequence: "MKT"\n')
    expect(toYaml(complex, { useMsaServer: false })).toContain('      msa: "empty"\n')
  })
})

describe('fromYaml after toYaml', () => {
  it('gives the same complex', () => {
    fc.assert(
      fc.property(wellFormedComplex, (complex) => {
        expect(fromYaml(toYaml(complex, { useMsaServer: true }))).toEqual({ ok: true, complex })
      }),
      { numRuns: 500 },
    )
  })

  it('gives back whatever the check accepts, and the check never throws', () => {
    fc.assert(
      fc.property(fc.oneof(anyComplex, wellFormedComplex), (complex) => {
        const checked = check(complex)
        if (!checked.ok) return checked.complaints.length > 0
        const read = fromYaml(toYaml(checked.complex, { useMsaServer: true }))
        return read.ok && isDeepStrictEqual(read.complex, checked.complex)
      }),
      { numRuns: 150 },
    )
  })

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.json()), (text) => typeof fromYaml(text).ok === 'boolean'), { numRuns: 2000 })
  })

  it('never throws on mutilated YAML', () => {
    fc.assert(
      fc.property(wellFormedComplex, fc.nat(), fc.nat(40), fc.string({ maxLength: 5 }), (complex, start, length, filling) => {
        const text = toYaml(complex, { useMsaServer: true })
        const at = start % text.length
        const read = fromYaml(text.slice(0, at) + filling + text.slice(at + length))
        expect(read.ok || read.complaints.every(({ at: place }) => /^yaml:\d+:\d+$/.test(place))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
