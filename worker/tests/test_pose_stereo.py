"""Poses of real molecules: a warning for every other stereoisomer, none for the right one or for what is not sure."""

import asyncio
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rdkit import Chem
from rdkit.Chem import rdDistGeom

from atomera_worker.result_folder import RESULTS_FOLDER, STEM, read_results
from atomera_worker.run_job import run_job
from atomera_worker.stereo_check import stereo_warnings
from boltz_files import COLUMNS, write_results
from contract import check
from jobs import job, settings

Positions = list[tuple[float, float, float]]

ALANINE, MIRRORED_ALANINE = "C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O"


def molecule_of(smiles: str, *, per_element: bool = False) -> Chem.Mol:
    """The molecule and names that Boltz-2 makes of a SMILES: by canonical rank, or counted per element in the community's version."""
    molecule = Chem.AddHs(Chem.MolFromSmiles(smiles))
    ranks = list(Chem.CanonicalRankAtoms(molecule))
    Chem.AssignStereochemistry(molecule, force=True, cleanIt=True)
    counts: dict[str, int] = {}
    for atom in sorted(molecule.GetAtoms(), key=lambda atom: ranks[atom.GetIdx()]):
        symbol = atom.GetSymbol().upper()
        counts[symbol] = counts.get(symbol, 0) + 1
        atom.SetProp("name", f"{symbol}{counts[symbol] if per_element else ranks[atom.GetIdx()] + 1}")
    assert rdDistGeom.EmbedMolecule(molecule, randomSeed=7) == 0
    return Chem.RemoveHs(molecule, sanitize=False)


def positions_of(smiles: str) -> Positions:
    """Where the heavy atoms of an isomer stand, in the order of its SMILES."""
    molecule = Chem.AddHs(Chem.MolFromSmiles(smiles))
    assert rdDistGeom.EmbedMolecule(molecule, randomSeed=11) == 0
    return [tuple(molecule.GetConformer().GetAtomPosition(atom.GetIdx())) for atom in molecule.GetAtoms() if atom.GetAtomicNum() > 1]


def pose_of(ligands: Sequence[tuple[str, str, Chem.Mol, Positions]]) -> str:
    """An mmCIF with one alanine, and chains with a residue of a molecule each."""
    rows = ["ATOM 1 C CA . ALA 1 1 ? Z 1.5 0.25 0.0 1 1 Z ALA 90.5 1"]
    for chain, residue, molecule, positions in ligands:
        for atom, (x, y, z) in zip(molecule.GetAtoms(), positions, strict=True):
            place, name = len(rows) + 1, atom.GetProp("name")
            where = f"{x:.5f} {y:.5f} {z:.5f}"
            rows.append(f"HETATM {place} {atom.GetSymbol()} {name} . {residue} . 1 ? {chain} {where} 1 2 {chain} {residue} 80.25 1")
    return "\n".join(["data_model", "loop_", *(f"_atom_site.{column}" for column in COLUMNS), *rows, "#", ""])


def write_run(out: Path, molecules: dict[str, Chem.Mol], poses: list[str]) -> None:
    """What Boltz-2 leaves: its molecules and the poses."""
    folder = write_results(out, len(poses))
    for rank, pose in enumerate(poses):
        (folder / f"{STEM}_model_{rank}.cif").write_text(pose)
    mols = out / RESULTS_FOLDER / "processed/mols"
    mols.mkdir()
    Chem.SetDefaultPickleProperties(Chem.PropertyPickleOptions.AllProps)
    (mols / f"{STEM}.pkl").write_bytes(pickle.dumps(molecules))


def warned(out: Path, python: str = sys.executable) -> list[str]:
    return asyncio.run(stereo_warnings(python, out, read_results(out).sound_samples, 60))


def warned_of(out: Path, asked: str, came: str, **naming: bool) -> list[str]:
    """Warnings for one ligand that was asked for as one SMILES and came out as another, with its atoms in the same order."""
    molecule = molecule_of(asked, **naming)
    write_run(out, {"LIG1": molecule}, [pose_of([("L", "LIG1", molecule, positions_of(came))])])
    return warned(out)


DIFFERENT = [
    (ALANINE, MIRRORED_ALANINE, "1 of 1 stereocentre differs"),
    ("O[C@H](C(=O)O)[C@H](O)C(=O)O", "O[C@@H](C(=O)O)[C@@H](O)C(=O)O", "2 of 2 stereocentres differ"),
    ("O[C@H](C(=O)O)[C@H](O)C(=O)O", "O[C@@H](C(=O)O)[C@H](O)C(=O)O", "1 of 2 stereocentres differs"),
    ("C[C@H]1CC[C@@H](C)CC1", "C[C@H]1CC[C@H](C)CC1", "1 of 2 stereocentres differs"),
    ("CCC[S@](=O)c1ccccc1", "CCC[S@@](=O)c1ccccc1", "1 of 1 stereocentre differs"),
    ("C/C=C/CO", "C/C=C\\CO", "1 of 1 double bond differs"),
    ("O/N=C(/C)c1ccccc1", "O/N=C(\\C)c1ccccc1", "1 of 1 double bond differs"),
    ("C/C=C/[C@H](N)O", "C/C=C\\[C@@H](N)O", "1 of 1 stereocentre and 1 of 1 double bond differ"),
    # The branches differ by one bond order alone.
    ("O=C[C@H](O)CO", "O=C[C@@H](O)CO", "1 of 1 stereocentre differs"),
]


@pytest.mark.parametrize(("asked", "came", "words"), DIFFERENT)
@pytest.mark.parametrize("per_element", [False, True])
def test_another_stereoisomer_is_told(tmp_path: Path, asked: str, came: str, words: str, per_element: bool) -> None:
    told = warned_of(tmp_path, asked, came, per_element=per_element)
    assert told == [f"Ligand L is another stereoisomer than its SMILES in the best pose: {words}."]


RIGHT = [
    (ALANINE, ALANINE),
    ("C/C=C/CO", "C/C=C/CO"),
    ("C[C@H](O)/C=C/[C@@H](C)O", "C[C@H](O)/C=C/[C@@H](C)O"),
    # Not defined in the SMILES.
    ("CC(N)C(=O)O", MIRRORED_ALANINE),
    ("CC=CCO", "C/C=C\\CO"),
    ("C[C@H](N)C(O)CC", "C[C@H](N)[C@@H](O)CC"),
    # The same molecule with equal atoms numbered the other way: meso, and a ring seen from its other side.
    ("O[C@H](C(=O)O)[C@@H](O)C(=O)O", "O[C@@H](C(=O)O)[C@H](O)C(=O)O"),
    ("C[C@H]1CC[C@@H](C)CC1", "C[C@@H]1CC[C@H](C)CC1"),
    # What turns over by itself, or by moving a hydrogen.
    ("CC[N@@H+](C)Cc1ccccc1", "CC[N@H+](C)Cc1ccccc1"),
    ("C/N=C(/N)C", "C/N=C(\\N)C"),
    ("C[P@](=O)([O-])OC", "C[P@@](=O)([O-])OC"),
]


@pytest.mark.parametrize(("asked", "came"), RIGHT)
def test_the_right_isomer_and_what_is_not_sure_are_passed_over(tmp_path: Path, asked: str, came: str) -> None:
    assert warned_of(tmp_path, asked, came) == []


def test_a_flat_pose_is_passed_over(tmp_path: Path) -> None:
    molecule = molecule_of(ALANINE)
    flat = [(x, y, 0.0) for x, y, _ in positions_of(MIRRORED_ALANINE)]
    write_run(tmp_path, {"LIG1": molecule}, [pose_of([("L", "LIG1", molecule, flat)])])
    assert warned(tmp_path) == []


def test_a_pose_with_broken_bonds_is_passed_over(tmp_path: Path) -> None:
    molecule = molecule_of(ALANINE)
    scattered = [(5 * x, 5 * y, 5 * z) for x, y, z in positions_of(MIRRORED_ALANINE)]
    write_run(tmp_path, {"LIG1": molecule}, [pose_of([("L", "LIG1", molecule, scattered)])])
    assert warned(tmp_path) == []


def test_each_copy_and_each_pose_is_looked_at(tmp_path: Path) -> None:
    alanine, butenol = molecule_of(ALANINE), molecule_of("C/C=C/CO")
    right, wrong, butenol_positions = positions_of(ALANINE), positions_of(MIRRORED_ALANINE), positions_of("C/C=C/CO")
    poses = [
        pose_of([("L", "LIG1", alanine, first), ("M", "LIG1", alanine, second), ("N", "LIG2", butenol, butenol_positions)])
        for first, second in ((right, wrong), (right, wrong), (wrong, right))
    ]
    write_run(tmp_path, {"LIG1": alanine, "LIG2": butenol}, poses)
    assert sorted(warned(tmp_path)) == [
        "Ligand L is another stereoisomer than its SMILES in 1 pose, not in the best one: 1 of 1 stereocentre differs.",
        "Ligand M is another stereoisomer than its SMILES in the best pose and 1 other pose: 1 of 1 stereocentre differs.",
    ]


def test_a_ligand_whose_atoms_are_not_those_of_its_molecule_is_passed_over(tmp_path: Path) -> None:
    molecule, other = molecule_of(ALANINE), molecule_of(MIRRORED_ALANINE)
    other.GetAtomWithIdx(0).SetProp("name", "C99")
    write_run(tmp_path, {"LIG1": molecule}, [pose_of([("L", "LIG1", other, positions_of(MIRRORED_ALANINE))])])
    assert warned(tmp_path) == []


def test_without_rdkit_or_molecules_nothing_is_said(tmp_path: Path) -> None:
    assert warned_of(tmp_path, ALANINE, MIRRORED_ALANINE) != []
    assert warned(tmp_path, str(tmp_path / "missing")) == []
    bare = tmp_path / "bare"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -S -I "$@"\n')
    bare.chmod(0o755)
    assert warned(tmp_path, str(bare)) == []
    molecules = tmp_path / RESULTS_FOLDER / "processed/mols" / f"{STEM}.pkl"
    molecules.write_bytes(molecules.read_bytes()[:100])
    assert warned(tmp_path) == []
    molecules.unlink()
    assert warned(tmp_path) == []


YAML = f"sequences:\n- protein: {{id: A, sequence: MK, msa: empty}}\n- ligand: {{id: L, smiles: '{ALANINE}'}}\n"
BOND = "constraints:\n- bond: {atom1: [A, 1, CA], atom2: [L, 1, C1]}\n"


@pytest.mark.usefixtures("job_root")
@pytest.mark.parametrize(("yaml", "count"), [(YAML, 1), (YAML + BOND, 0), (YAML.replace("@", ""), 0)])
def test_an_answer_tells_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, yaml: str, count: int) -> None:
    molecule = molecule_of(ALANINE)
    write_run(tmp_path / "ready", {"LIG1": molecule}, [pose_of([("L", "LIG1", molecule, positions_of(MIRRORED_ALANINE))])])
    monkeypatch.setenv("BOLTZ_STAND_IN_RESULTS", str(tmp_path / "ready"))
    answer: dict[str, Any] = asyncio.run(run_job(job(yaml), settings("ready_made"), lambda _: None))
    check("output", answer)
    assert len(answer["warnings"]) == count
