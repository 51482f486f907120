// Six small complexes that the field knows by heart, one of each kind, to learn from and to try an installation with.
// Sequences and ligands are those of the PDB entries named.
import type { Complex, EntityType } from './schema'

export type ExampleId = 'ubiquitin' | 'trypsin-benzamidine' | 'hiv-protease' | 'zif268-dna' | 'theophylline-aptamer' | 'dhfr-cofactor'

export type Example = {
  id: ExampleId
  title: string
  /** The kind of complex it shows. */
  kind: string
  /** Why one would run it, in one or two sentences. */
  why: string
  /** The experimental structure to compare the prediction with. */
  pdbId: string
  complex: Complex
  /** Run options that differ from the defaults, by their names in `RunOptions`. */
  options?: { diffusion_samples?: number; use_msa_server?: boolean }
}

/** Human ubiquitin, 76 residues. */
const UBIQUITIN = 'MQIFVKTLTGKTITLEVEPSDTIENVKAKIQDKEGIPPDQQRLIFAGKQLEDGRTLSDYNIQKESTLHLVLRLRGG'
/** Bovine beta-trypsin, 223 residues. */
const TRYPSIN =
  'IVGGYTCGANTVPYQVSLNSGYHFCGGSLINSQWVVSAAHCYKSGIQVRLGEDNINVVEGNEQFISASKSIVHPSYNSNTLNNDIMLIKLKSAASLNSRV' +
  'ASISLPTSCASAGTQCLISGWGNTKSSGTSYPDVLKCLKAPILSDSSCKSAYPGQITSNMFCAGYLEGGKDSCQGDSGGPVVCSGKLQGIVSWGSGCAQK' +
  'NKPGVYTKVCNYVSWIKQTIASN'
/** HIV-1 protease of the isolate BH10, 99 residues. */
const HIV_PROTEASE = 'PQITLWQRPLVTIKIGGQLKEALLDTGADDTVLEEMSLPGRWKPKMIGGIGGFIKVRQYDQILIEICGHKAIGTVLVGPTPVNIIGRNLLTQIGCTLNF'
/** The three zinc fingers of mouse Zif268 (EGR-1), 90 residues. */
const ZIF268 = 'MERPYACPVESCDRRFSRSDELTRHIRIHTGQKPFQCRICMRNFSRSDHLTTHIRTHTGEKPFACDICGRKFARSDERKRHTKIHLRQKD'
/** Escherichia coli dihydrofolate reductase, 159 residues. */
const DHFR =
  'MISLIAALAVDRVIGMENAMPWNLPADLAWFKRNTLNKPVIMGRHTWESIGRPLPGRKNIILSSQPGTDDRVTWVKSVDEAIAACGDVPEIMVIGGGRVY' +
  'EQFLPKAQKLYLTHIDAEVEGDTHFPDYEPDDWESVFSEFHDADAQNSHSYCFEILERR'

function protein(chainIds: string[], sequence: string): Complex['entities'][number] {
  return { type: 'protein', chainIds, sequence, msa: 'server' }
}

function nucleicAcid(type: Extract<EntityType, 'dna' | 'rna'>, chainId: string, sequence: string): Complex['entities'][number] {
  return { type, chainIds: [chainId], sequence }
}

export const EXAMPLES: readonly Example[] = [
  {
    id: 'ubiquitin',
    title: 'Ubiquitin',
    kind: 'Protein monomer',
    why: 'A small, rigid fold that every method gets right: run it first to see whether an installation works and what a confident prediction looks like.',
    pdbId: '1UBQ',
    complex: { entities: [protein(['A'], UBIQUITIN)], affinityBinder: null },
  },
  {
    id: 'trypsin-benzamidine',
    title: 'Trypsin with benzamidine',
    kind: 'Protein and ligand, with affinity',
    why: 'The textbook inhibitor in its pocket, measured at about 20 micromolar: compare pose and predicted affinity with something known.',
    pdbId: '3PTB',
    complex: {
      entities: [protein(['A'], TRYPSIN), { type: 'ligand', chainIds: ['L'], smiles: 'NC(=N)c1ccccc1' }],
      affinityBinder: 'L',
    },
  },
  {
    id: 'hiv-protease',
    title: 'HIV-1 protease',
    kind: 'Homodimer',
    why: 'The active site exists only between the two copies: a look at ipTM and at the interface of a symmetric dimer.',
    pdbId: '1HHP',
    complex: { entities: [protein(['A', 'B'], HIV_PROTEASE)], affinityBinder: null },
  },
  {
    id: 'zif268-dna',
    title: 'Zif268 on its DNA site',
    kind: 'Protein and DNA',
    why: 'Three zinc fingers read nine bases: shows both DNA strands as chains of their own, and zinc ions given by CCD code.',
    pdbId: '1AAY',
    complex: {
      entities: [
        protein(['A'], ZIF268),
        nucleicAcid('dna', 'B', 'AGCGTGGGCGT'),
        nucleicAcid('dna', 'C', 'TACGCCCACGC'),
        { type: 'ligand', chainIds: ['D', 'E', 'F'], ccd: 'ZN' },
      ],
      affinityBinder: null,
    },
  },
  {
    id: 'theophylline-aptamer',
    title: 'Theophylline aptamer',
    kind: 'RNA and ligand',
    why: 'An RNA of 33 bases that tells theophylline from caffeine by one methyl group: how far can RNA pockets be trusted? No alignment is needed.',
    pdbId: '1EHT',
    complex: {
      entities: [
        nucleicAcid('rna', 'A', 'GGCGAUACCAGCCGAAAGGCCCUUGGCAGCGUC'),
        { type: 'ligand', chainIds: ['L'], smiles: 'Cn1c2nc[nH]c2c(=O)n(C)c1=O' },
      ],
      affinityBinder: null,
    },
    options: { use_msa_server: false, diffusion_samples: 5 },
  },
  {
    id: 'dhfr-cofactor',
    title: 'Dihydrofolate reductase with NADP+ and folate',
    kind: 'Protein with cofactor by CCD code',
    why: 'Cofactor and substrate side by side, both by their CCD codes (NAP, FOL), so that the poses carry the atom names of the PDB.',
    pdbId: '1RX2',
    complex: {
      entities: [
        protein(['A'], DHFR),
        { type: 'ligand', chainIds: ['B'], ccd: 'NAP' },
        { type: 'ligand', chainIds: ['C'], ccd: 'FOL' },
      ],
      affinityBinder: null,
    },
  },
]
