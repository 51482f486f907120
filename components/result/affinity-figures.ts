// Affinity as a chemist writes it: IC50 in the unit that keeps it readable, pIC50, and how far the two heads are apart.
// Boltz's value is log10 of the IC50 in micromolar; nothing here is a free energy.
import { ic50FromValue, ic50InUnits, pIC50FromValue } from '@/lib/results/meaning'

const twoDigits = (value: number): string => {
  const rounded = Number(value.toPrecision(2))
  return rounded >= 10 ? String(rounded) : rounded.toFixed(1)
}

/** Beyond these, in micromolar, no assay measures and no figure is written out: 0.1 pM and 1 M. */
const LEAST_MICROMOLAR = 1e-7
const MOST_MICROMOLAR = 1e6

/** "84 nM", "2.3 µM", "85 pM"; "< 0.1 pM" and "> 1 M" at the ends. Two digits, because the model is not better than that. */
export function formatIc50(log10Micromolar: number): string {
  const micromolar = Number(ic50FromValue(log10Micromolar).toPrecision(2))
  if (micromolar < LEAST_MICROMOLAR) return '< 0.1 pM'
  if (micromolar > MOST_MICROMOLAR) return '> 1 M'
  const { amount, unit } = ic50InUnits(micromolar)
  return `${twoDigits(amount)} ${unit}`
}

export const formatPic50 = (log10Micromolar: number): string => pIC50FromValue(log10Micromolar).toFixed(2)

/** "58 %"; never "0 %" or "100 %", which would claim certainty. */
export function formatProbability(probability: number): string {
  const percent = Math.round(probability * 100)
  if (percent < 1) return '< 1 %'
  return percent > 99 ? '> 99 %' : `${percent} %`
}

/** "1.1-fold", "12-fold": a gap between two log10 values. */
export function formatFold(log10Gap: number): string {
  const fold = 10 ** log10Gap
  return `${fold < 9.95 ? fold.toFixed(1) : Math.round(fold)}-fold`
}
