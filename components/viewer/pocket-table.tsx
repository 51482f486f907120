// The pocket in words: which residues surround the ligand, how near, and the short polar contacts.
import { plddtBand } from '@/lib/results/meaning'
import { POCKET_ANGSTROM, POLAR_CONTACT_ANGSTROM, polarContacts, type PolarContact, type PocketResidue } from './pocket'
import type { Scene } from './pose-scene'

const residueName = (residue: PocketResidue): string => `${residue.residueName}${residue.residueNumber}`

function Residue({ residue }: { residue: PocketResidue }) {
  const band = residue.plddt === null ? null : plddtBand(residue.plddt)
  return (
    <li className="flex items-center gap-1.5 rounded-sm border border-line px-1.5 py-0.5 text-xs" title={band ? `pLDDT ${residue.plddt?.toFixed(1)}, ${band.label}` : undefined}>
      <span aria-hidden className="size-2 rounded-full inset-ring inset-ring-black/15" style={{ backgroundColor: band?.colour }} />
      <span className="font-medium">{residueName(residue)}</span>
      <span className="text-faint">{residue.chainId}</span>
      <span className="figures text-muted">{residue.distanceAngstrom.toFixed(1)}</span>
    </li>
  )
}

const contactWords = ({ ligand, partner, distanceAngstrom }: PolarContact): string =>
  `${ligand.atomName} – ${partner.residueName}${partner.residueNumber} ${partner.atomName} ${distanceAngstrom.toFixed(1)} Å`

export function PocketTable({ ligand, scene }: { ligand: string; scene: Scene }) {
  const contacts = polarContacts(scene.atoms, ligand)
  return (
    <div className="grid gap-3 border-t border-line px-4 py-3">
      <section className="grid gap-1.5">
        <h3 className="text-xs font-semibold">
          Within {POCKET_ANGSTROM} Å of {ligand} <span className="font-normal text-faint">nearest heavy atoms, Å</span>
        </h3>
        {scene.pocket.length === 0 ? (
          <p className="text-sm text-muted">Nothing: the ligand lies free in this sample.</p>
        ) : (
          <ul className="figures flex flex-wrap gap-1.5">
            {scene.pocket.map((residue) => (
              <Residue key={`${residue.chainId}${residue.residueNumber}`} residue={residue} />
            ))}
          </ul>
        )}
      </section>
      <section className="grid gap-1">
        <h3 className="text-xs font-semibold">
          N and O within {POLAR_CONTACT_ANGSTROM} Å <span className="font-normal text-faint">dashed; by distance alone, the file has no hydrogens</span>
        </h3>
        <p className="figures text-xs text-muted">{contacts.length === 0 ? 'None.' : contacts.map(contactWords).join(' · ')}</p>
      </section>
    </div>
  )
}
