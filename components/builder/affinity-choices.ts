// For each ligand of the draft: whether its affinity can be predicted, and if not, why.
import { checkAffinity } from '@/lib/complexes/check-affinity'
import type { Chemistry } from '@/lib/complexes/chemistry'
import type { Draft } from './draft'
import { complexOf } from './draft-complex'

export type AffinityChoice = { key: string; chainId: string; words: string; possible: boolean; why: string }

const shorten = (text: string) => (text.length > 34 ? `${text.slice(0, 33)}…` : text)

/** The ligand by its code or SMILES. */
function wordsOf(entity: Draft['entities'][number]): string {
  const text = (entity.ligandBy === 'ccd' ? entity.ccd : entity.smiles).trim()
  return text === '' ? 'nothing entered yet' : shorten(text)
}

export function affinityChoices(draft: Draft, chemistry: Chemistry): AffinityChoice[] {
  const complex = complexOf(draft)
  return draft.entities.flatMap((entity) => {
    const [chainId] = entity.chainIds
    if (entity.type !== 'ligand' || chainId === undefined) return []
    const { complaints, warnings } = checkAffinity({ ...complex, affinityBinder: chainId }, chemistry)
    const why = [...complaints, ...(complaints.length > 0 ? [] : warnings)].map(({ message }) => message.replace(/^Affinity: /, '')).join(' ')
    return [{ key: entity.key, chainId, words: wordsOf(entity), possible: complaints.length === 0, why }]
  })
}
