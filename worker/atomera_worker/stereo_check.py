"""Warns when a ligand of a pose is another stereoisomer than its SMILES, which Boltz-2 does not rule out. Silent without RDKit."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from atomera_worker.engine import said_by
from atomera_worker.result_folder import RESULTS_FOLDER, STEM, FoundSample

SCRIPT = Path(__file__).with_name("pose_stereo.py")
# Signs with which a SMILES says what stands on which side.
STEREO_SIGNS = "@/\\"


async def stereo_warnings(boltz_python: str, out_folder: Path, samples: Sequence[FoundSample], limit_s: float) -> list[str]:
    """Give one sentence for each ligand that differs in some of the poses, best pose first. Takes `limit_s` seconds at most."""
    molecules = out_folder / RESULTS_FOLDER / "processed" / "mols" / f"{STEM}.pkl"
    if limit_s <= 0 or not samples or not molecules.is_file():
        return []
    said = await said_by((boltz_python, str(SCRIPT), str(molecules), *(str(sample.pose_path) for sample in samples)), limit_s)
    try:
        return _sentences(json.loads(said or "[]"))
    except (ValueError, KeyError, TypeError):
        return []


def has_stereo(yaml_text: str) -> bool:
    """Whether a SMILES in a job's YAML may define stereochemistry at all."""
    return any(sign in yaml_text for sign in STEREO_SIGNS)


def _sentences(poses: list[list[dict[str, Any]]]) -> list[str]:
    """Each pose lists its ligands with what differs; the counts told are those of the best pose that differs."""
    first: dict[str, str] = {}
    differ: dict[str, list[int]] = {}
    for place, ligands in enumerate(poses):
        for ligand in ligands:
            counts = [(*ligand["centres"], "stereocentre"), (*ligand["bonds"], "double bond")]
            found = [f"{wrong} of {total} {word}{'' if total == 1 else 's'}" for wrong, total, word in counts if wrong > 0]
            if found:
                first.setdefault(ligand["chain"], " and ".join(found))
                differ.setdefault(ligand["chain"], []).append(place)
    return [
        f"Ligand {chain} is another stereoisomer than its SMILES in {_which(differ[chain])}: {what} {_differs(what)}."
        for chain, what in first.items()
    ]


def _which(places: list[int]) -> str:
    others = len(places) - (places[0] == 0)
    counted = f"{others} other pose{'' if others == 1 else 's'}"
    if places[0] != 0:
        return counted.replace("other pose", "pose") + ", not in the best one"
    return "the best pose" if others == 0 else f"the best pose and {counted}"


def _differs(what: str) -> str:
    return "differs" if what.startswith("1 ") and " and " not in what else "differ"
