// Invented affinity in Boltz's form: two heads and their means. It refuses to look like a measurement: it is drawn from the input's text.
import type { BoltzAffinity } from '@/lib/compute/contract'
import { seededRandom } from './random'

/** Sums and halves of multiples of 2^-20 are exact, so that the means hold to the last bit. */
const exact = (value: number) => Math.round(value * 2 ** 20) / 2 ** 20

export function drawAffinity(...seed: (string | number)[]): BoltzAffinity {
  const random = seededRandom('affinity', ...seed)
  const strength = random.between(-2.5, 1.5)
  const value1 = exact(strength + random.between(-0.25, 0.25))
  const value2 = exact(strength + random.between(-0.25, 0.25))
  const odds = () => exact(1 / (1 + Math.exp(strength + random.between(-0.6, 0.6))))
  const [probability1, probability2] = [odds(), odds()]
  return {
    affinity_pred_value: (value1 + value2) / 2,
    affinity_probability_binary: (probability1 + probability2) / 2,
    affinity_pred_value1: value1,
    affinity_probability_binary1: probability1,
    affinity_pred_value2: value2,
    affinity_probability_binary2: probability2,
  }
}
