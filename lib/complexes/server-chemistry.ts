import 'server-only'
// The server's full knowledge of molecules for `checkComplex`: the SMILES reader and the component table.
import type { Chemistry } from './chemistry'
import { findComponent, similarComponents } from './components'
import { analyseSmiles } from './smiles'

export const serverChemistry: Chemistry = { smiles: analyseSmiles, component: findComponent, similarComponents }
