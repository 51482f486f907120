// The words and colours of the four kinds of molecule.
import type { EntityType } from '@/lib/complexes/schema'

export type Kind = { name: string; letter: string; ink: string; spine: string; unit: string }

export const KINDS: Readonly<Record<EntityType, Kind>> = {
  protein: { name: 'Protein', letter: 'P', ink: 'text-protein', spine: 'bg-protein', unit: 'residue' },
  dna: { name: 'DNA', letter: 'D', ink: 'text-dna', spine: 'bg-dna', unit: 'base' },
  rna: { name: 'RNA', letter: 'R', ink: 'text-rna', spine: 'bg-rna', unit: 'base' },
  ligand: { name: 'Ligand', letter: 'L', ink: 'text-ligand', spine: 'bg-ligand', unit: 'heavy atom' },
}

export const KIND_ORDER: readonly EntityType[] = ['protein', 'dna', 'rna', 'ligand']
