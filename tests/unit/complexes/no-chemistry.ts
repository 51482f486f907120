// What a browser knows of molecules before it has loaded anything.
import type { Chemistry } from '@/lib/complexes/chemistry'

export const NO_CHEMISTRY: Chemistry = { smiles: () => 'unavailable', component: () => 'unavailable' }
