"""Says where ligands of poses are other stereoisomers than their SMILES. Run by path in the Python that has Boltz-2, and with it RDKit.

    pose_stereo.py MOLECULES.pkl POSE.cif ...

The molecules are those that Boltz-2 made of the SMILES, by residue name; the atoms of a pose carry their names. Printed is JSON:
for each pose a list of objects with `chain`, and wrong and all of `centres` and `bonds`. Only what is sure counts: a centre or bond
that is flat in the pose, that changes by moving a hydrogen, or that some numbering of equal atoms makes right, is none that differs.
"""

import json
import math
import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdkit import Chem, rdBase
from rdkit.Chem import rdMolTransforms
from rdkit.Geometry import Point3D

Coordinates = dict[str, tuple[float, float, float]]

# Nitrogen is left out: most of its centres turn over by themselves.
CENTRES = ("C", "Si", "P", "S")
CHIRAL = (Chem.ChiralType.CHI_TETRAHEDRAL_CW, Chem.ChiralType.CHI_TETRAHEDRAL_CCW)
CIS = (Chem.BondStereo.STEREOZ, Chem.BondStereo.STEREOCIS)
TRANS = (Chem.BondStereo.STEREOE, Chem.BondStereo.STEREOTRANS)
# Degrees about the double bond, beyond which a side is no longer clear.
CLEAR_CIS, CLEAR_TRANS = 60, 120
# Angstrom; no bond of a ligand is longer, and where one is, the pose is no molecule that has a handedness.
LONGEST_BOND = 3.0
# More ways than this to number equal atoms are not tried, and then nothing is said.
MOST_NUMBERINGS = 20_000


@dataclass(frozen=True)
class Handed:
    """A molecule without hydrogens, and what in it has a defined handedness: atoms with their tags, bonds with their side."""

    molecule: Chem.Mol
    centres: dict[int, Chem.ChiralType]
    is_cis: dict[int, bool]


def handed(molecule: Chem.Mol) -> Handed:
    """Find what the SMILES of a molecule defines."""
    plain = Chem.Mol(molecule)
    plain.RemoveAllConformers()
    Chem.SanitizeMol(plain)
    plain = Chem.RemoveAllHs(plain)
    Chem.AssignStereochemistry(plain, cleanIt=True, force=True)
    centres = {atom.GetIdx(): atom.GetChiralTag() for atom in plain.GetAtoms() if atom.GetChiralTag() in CHIRAL and _is_lasting(atom)}
    sides = {bond.GetIdx(): bond.GetStereo() in CIS for bond in plain.GetBonds() if bond.GetStereo() in (*CIS, *TRANS) and _keeps(bond)}
    return Handed(plain, centres, sides)


def _is_lasting(atom: Chem.Atom) -> bool:
    """Whether a centre stays as it is. Oxygens at one phosphorus or sulfur are equal whatever their charges and hydrogens are."""
    ends = [other.GetSymbol() for other in atom.GetNeighbors() if other.GetDegree() == 1]
    return atom.GetSymbol() in CENTRES and (atom.GetSymbol() == "C" or len(ends) == len(set(ends)))


def _keeps(bond: Chem.Bond) -> bool:
    """Whether a double bond keeps its side: between carbons, or of an imine or oxime; in amidines the bond moves."""
    carbons = [atom for atom in (bond.GetBeginAtom(), bond.GetEndAtom()) if atom.GetSymbol() == "C"]
    if len(carbons) != 1:
        return len(carbons) == 2
    other = bond.GetOtherAtom(carbons[0])
    beside = [atom for atom in carbons[0].GetNeighbors() if atom.GetIdx() != other.GetIdx()]
    return other.GetSymbol() == "N" and all(atom.GetSymbol() == "C" for atom in beside)


def differing(ligand: Handed, positions: list[tuple[float, float, float]]) -> tuple[int, int] | None:
    """Count centres and bonds that differ where the atoms stand at `positions`; None when that is not sure."""
    if _is_broken(ligand, positions):
        return None
    best = _faults(ligand, positions)
    if best == (0, 0):
        return best
    numberings = ligand.molecule.GetSubstructMatches(ligand.molecule, uniquify=False, maxMatches=MOST_NUMBERINGS)
    if len(numberings) == MOST_NUMBERINGS:
        return None
    watched = _watched(ligand)
    for numbering in {tuple(numbering[place] for place in watched): numbering for numbering in numberings}.values():
        best = min(best, _faults(ligand, [positions[place] for place in numbering]), key=sum)
    return best


def _is_broken(ligand: Handed, positions: list[tuple[float, float, float]]) -> bool:
    ends = [(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()) for bond in ligand.molecule.GetBonds()]
    return any(math.dist(positions[first], positions[second]) > LONGEST_BOND for first, second in ends)


def _watched(ligand: Handed) -> list[int]:
    """Give the atoms on whose places the answer rests."""
    places = set(ligand.centres)
    for bond in (ligand.molecule.GetBondWithIdx(index) for index in ligand.is_cis):
        places |= {bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()}
    return sorted({*places, *(other.GetIdx() for place in places for other in ligand.molecule.GetAtomWithIdx(place).GetNeighbors())})


def _faults(ligand: Handed, positions: list[tuple[float, float, float]]) -> tuple[int, int]:
    molecule = Chem.Mol(ligand.molecule)
    conformer = Chem.Conformer(molecule.GetNumAtoms())
    for place, position in enumerate(positions):
        conformer.SetAtomPosition(place, Point3D(*position))
    conformer.Set3D(True)
    molecule.AddConformer(conformer)
    Chem.AssignAtomChiralTagsFromStructure(molecule, replaceExistingTags=True)
    tags = {place: molecule.GetAtomWithIdx(place).GetChiralTag() for place in ligand.centres}
    centres = sum(tags[place] in CHIRAL and tags[place] != tag for place, tag in ligand.centres.items())
    return centres, sum(_is_other_side(molecule, index, is_cis) for index, is_cis in ligand.is_cis.items())


def _is_other_side(molecule: Chem.Mol, index: int, is_cis: bool) -> bool:
    bond = molecule.GetBondWithIdx(index)
    first, second = bond.GetStereoAtoms()
    middle = (bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())
    angle = abs(rdMolTransforms.GetDihedralDeg(molecule.GetConformer(), first, *middle, second))
    return angle > CLEAR_TRANS if is_cis else angle < CLEAR_CIS


def residues_of(pose: str, names: set[str]) -> Iterator[tuple[str, str, Coordinates]]:
    """Give chain, name and atoms of each residue of an mmCIF whose name is one of `names`."""
    found: dict[tuple[str, str, str], Coordinates] = {}
    columns: list[str] = []
    for line in pose.splitlines():
        if line.startswith("_atom_site."):
            columns.append(line.strip().removeprefix("_atom_site."))
        elif columns and line.startswith("HETATM"):
            row = dict(zip(columns, line.split(), strict=True))
            if row["label_comp_id"] in names:
                key = (row["label_asym_id"], row["label_comp_id"], row["auth_seq_id"])
                found.setdefault(key, {})[row["label_atom_id"]] = (float(row["Cartn_x"]), float(row["Cartn_y"]), float(row["Cartn_z"]))
    for (chain, name, _), atoms in found.items():
        yield chain, name, atoms


def compare(molecules: dict[str, Chem.Mol], pose: str) -> list[dict[str, object]]:
    """Compare one pose with its molecules; a ligand whose atoms are not those of its molecule is passed over."""
    told: list[dict[str, object]] = []
    ligands = {name: handed(molecule) for name, molecule in molecules.items()}
    for chain, name, atoms in residues_of(pose, set(ligands)):
        ligand = ligands[name]
        labels = [atom.GetProp("name") if atom.HasProp("name") else "" for atom in ligand.molecule.GetAtoms()]
        if len(labels) != len(atoms) or set(labels) != set(atoms):
            continue
        faults = differing(ligand, [atoms[label] for label in labels])
        if faults is not None:
            counted = {"centres": [faults[0], len(ligand.centres)], "bonds": [faults[1], len(ligand.is_cis)]}
            told.append({"chain": chain, **counted})
    return told


def main() -> None:
    """Compare the poses named on the command line."""
    rdBase.DisableLog("rdApp.*")
    molecules_path, *poses = sys.argv[1:]
    # Written by Boltz-2 in the same run.
    molecules = pickle.loads(Path(molecules_path).read_bytes())  # noqa: S301
    print(json.dumps([compare(molecules, Path(pose).read_text(encoding="utf-8")) for pose in poses]))


if __name__ == "__main__":
    main()
