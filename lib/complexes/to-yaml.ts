// Writes a complex as Boltz-2's YAML. Every string is quoted, so that PyYAML (YAML 1.1) reads back exactly the model:
// unquoted, NO would be a boolean, 017 the number 15, and a SMILES a list or a comment.
import type { Complex, Entity } from './schema'

/**
 * A double-quoted scalar that JSON and YAML 1.1 read alike, in ASCII only. Characters beyond the 16-bit plane are written
 * with YAML's own \U escape: as two \u escapes PyYAML would read two halves.
 */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/[\u007F-\u{10FFFF}]/gu, (character) => {
    const codePoint = character.codePointAt(0) ?? 0
    return codePoint > 0xffff
      ? `\\U${codePoint.toString(16).padStart(8, '0')}`
      : `\\u${codePoint.toString(16).padStart(4, '0')}`
  })
}

function chainList(chainIds: readonly string[]): string {
  const [only] = chainIds
  return chainIds.length === 1 && only !== undefined ? quote(only) : `[${chainIds.map(quote).join(', ')}]`
}

function molecule(entity: Entity, useMsaServer: boolean): string[] {
  if (entity.type === 'ligand') {
    return entity.ccd === undefined ? [`smiles: ${quote(entity.smiles ?? '')}`] : [`ccd: ${quote(entity.ccd)}`]
  }
  const lines = [`sequence: ${quote(entity.sequence)}`]
  if (entity.type === 'protein' && (entity.msa === 'empty' || !useMsaServer)) lines.push(`msa: ${quote('empty')}`)
  return lines
}

/**
 * Boltz-2's input. With `useMsaServer` false every protein gets `msa: "empty"`, because Boltz refuses a protein
 * that has neither an alignment nor leave to ask the server.
 */
export function toYaml(complex: Complex, options: { useMsaServer: boolean }): string {
  const lines = ['version: 1', 'sequences:']
  for (const entity of complex.entities) {
    lines.push(`  - ${entity.type}:`, `      id: ${chainList(entity.chainIds)}`)
    lines.push(...molecule(entity, options.useMsaServer).map((line) => `      ${line}`))
  }
  if (complex.affinityBinder !== null) {
    lines.push('properties:', '  - affinity:', `      binder: ${quote(complex.affinityBinder)}`)
  }
  return `${lines.join('\n')}\n`
}
