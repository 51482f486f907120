// The AlphaFold bands of pLDDT beside the picture, with their bounds in words.
import { PLDDT_BANDS } from '@/lib/results/meaning'

export function PlddtLegend() {
  return (
    <ul aria-label="Colours of pLDDT" className="flex flex-wrap gap-x-3 gap-y-1 text-xs text-muted">
      {PLDDT_BANDS.map((band) => (
        <li key={band.label} title={band.meaning} className="flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 rounded-full inset-ring inset-ring-black/15" style={{ backgroundColor: band.colour }} />
          {band.label}
        </li>
      ))}
    </ul>
  )
}
