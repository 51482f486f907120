// Affinity as a chemist writes it: IC50 in the unit that keeps it readable, pIC50, and how far the two heads are apart.
// Boltz's value is log10 of the IC50 in micromolar; nothing here is a free energy.
import { ic50FromValue, ic50InUnits, pIC50FromValue } from '@/lib/results/meaning'

const twoDigits = (value: number): string => {
  const rounded = Number(value.toPrecision(2))
  return rounded >= 10 ? String(rounded) : rounded.toFixed(1)
}

/** "84 nM", "2.3 µM", "85 pM". Two digits, because the model is not better than that. */
export function formatIc50(log10Micromolar: number): string {
  const { amount, unit } = ic50InUnits(Number(ic50FromValue(log10Micromolar).toPrecision(2)))
  return `${twoDigits(amount)} ${unit}`
}

export const formatPic50 = (log10Micromolar: number): string => pIC50FromValue(log10Micromolar).toFixed(2)

export const formatProbability = (probability: number): string => `${Math.round(probability * 100)} %`

/** "1.1-fold", "12-fold": a gap between two log10 values. */
export function formatFold(log10Gap: number): string {
  const fold = 10 ** log10Gap
  return `${fold < 9.95 ? fold.toFixed(1) : Math.round(fold)}-fold`
}
