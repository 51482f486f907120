"""Generated content in the forms in which Boltz-2 writes it; the numbers mean nothing."""

import io
import json
import random
import struct
import zipfile
from pathlib import Path
from typing import Any

RESIDUES = 6
LIGAND_ATOMS = ("C1", "C2", "N1", "O1")
MSA_ASKED_AT = "2026-01-31T10:00:00Z"
TOKENS = RESIDUES + len(LIGAND_ATOMS)
ATOM_COLUMNS = """
group_PDB id type_symbol label_atom_id label_alt_id label_comp_id label_seq_id auth_seq_id pdbx_PDB_ins_code label_asym_id
Cartn_x Cartn_y Cartn_z occupancy label_entity_id auth_asym_id auth_comp_id B_iso_or_equiv pdbx_PDB_model_num
"""
COLUMNS = tuple(ATOM_COLUMNS.split())

AFFINITY = {
    "affinity_pred_value": -1.25,
    "affinity_probability_binary": 0.5,
    "affinity_pred_value1": -1.0,
    "affinity_probability_binary1": 0.25,
    "affinity_pred_value2": -1.5,
    "affinity_probability_binary2": 0.75,
}


def pose_cif(residues: int = RESIDUES, coordinate: str = "1.50000") -> str:
    """A protein chain A and a ligand B."""
    rows = [
        f"ATOM {place + 1} C CA . ALA {place + 1} {place + 1} ? A {coordinate} {place}.25000 0.00000 1 1 A ALA 90.500 1"
        for place in range(residues)
    ]
    rows += [
        f"HETATM {residues + place + 1} C {atom} . LIG1 . 1 ? B 3.00000 {place}.00000 2.00000 1 2 B LIG1 80.250 1"
        for place, atom in enumerate(LIGAND_ATOMS)
    ]
    head = ["data_model", "_entry.id model", "loop_", *(f"_atom_site.{column}" for column in COLUMNS)]
    return "\n".join([*head, *rows, "#", ""])


def confidence(score: float) -> dict[str, Any]:
    """Scores of a sample with two chains."""
    chains = {"0": 0.9, "1": 0.8}
    return {
        "confidence_score": score,
        "ptm": 0.9,
        "iptm": 0.85,
        "ligand_iptm": 0.85,
        "protein_iptm": 0.0,
        "complex_plddt": 0.9,
        "complex_iplddt": 0.8,
        "complex_pde": 0.5,
        "complex_ipde": 0.6,
        "chains_ptm": chains,
        "pair_chains_iptm": {"0": chains, "1": chains},
    }


def npz(name: str, values: list[float], shape: tuple[int, ...], *, is_packed: bool = True) -> bytes:
    """A float32 array as NumPy writes it."""
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    npy = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + struct.pack(f"<{len(values)}f", *values)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED) as archive:
        archive.writestr(f"{name}.npy", npy)
    return packed.getvalue()


def pae_npz(tokens: int = TOKENS) -> bytes:
    """PAE in Angstrom, different in every place."""
    values = [0.25 + (place * 7919 % 1260) / 40 for place in range(tokens * tokens)]
    return npz("pae", values, (tokens, tokens))


def noisy_pae(tokens: int) -> bytes:
    """A PAE that does not pack well."""
    draw = random.Random(1)
    return npz("pae", [draw.uniform(0.25, 31.75) for _ in range(tokens * tokens)], (tokens, tokens))


def write_record(root: Path, residues: int = RESIDUES) -> None:
    """The chain table."""
    chains = [
        {"chain_id": 0, "chain_name": "A", "mol_type": 0, "msa_id": 0, "num_residues": residues, "valid": True, "entity_id": 0},
        {"chain_id": 1, "chain_name": "B", "mol_type": 3, "msa_id": -1, "num_residues": 1, "valid": True, "entity_id": 1},
    ]
    records = root / "processed" / "records"
    records.mkdir(parents=True, exist_ok=True)
    (records / "input.json").write_text(json.dumps({"id": "input", "chains": chains}))


def write_sample(folder: Path, rank: int, *, residues: int = RESIDUES, pae: bytes | None = None) -> None:
    """Pose, scores and arrays of one sample, PDE among them."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"input_model_{rank}"
    (folder / f"{name}.cif").write_text(pose_cif(residues))
    (folder / f"confidence_{name}.json").write_text(json.dumps(confidence(round(0.9 - rank / 100, 4)), indent=4))
    tokens = residues + len(LIGAND_ATOMS)
    # What the B column of the pose says, in hundredths.
    plddt = [0.905] * residues + [0.8025] * len(LIGAND_ATOMS)
    (folder / f"plddt_{name}.npz").write_bytes(npz("plddt", plddt, (tokens,)))
    (folder / f"pae_{name}.npz").write_bytes(pae or pae_npz())
    (folder / f"pde_{name}.npz").write_bytes(npz("pde", [0.5], (1, 1)))


def write_results(out: Path, samples: int, *, has_affinity: bool = False, residues: int = RESIDUES, pae: bytes | None = None) -> Path:
    """The whole folder of a run that went well; gives the folder of the predictions."""
    root = out / "boltz_results_input"
    folder = root / "predictions" / "input"
    folder.mkdir(parents=True, exist_ok=True)
    write_record(root, residues)
    for rank in range(samples):
        write_sample(folder, rank, residues=residues, pae=pae)
    if has_affinity:
        write_affinity(folder)
    return folder


def write_affinity(folder: Path, name: str = "affinity_input.json") -> None:
    """The affinity of the input."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(AFFINITY, indent=4))
