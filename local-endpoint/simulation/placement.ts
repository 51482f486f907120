// Sets chains side by side.
import { moveChain, type ChainModel } from './model'
import { add } from './vector'
export function placeChains(chains: readonly ChainModel[], _seed: number, _sample: number): ChainModel[] {
  let left = 0
  return chains.map((chain) => {
    const xs = chain.residues.flatMap((r) => r.atoms.map((a) => a.at[0]))
    const least = Math.min(...xs)
    const from = left
    left += Math.max(...xs) - least + 4
    return moveChain(chain, (at) => add(at, [from - least, 0, 0]))
  })
}
