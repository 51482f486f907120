"""Reads the folder that Boltz-2 wrote and says what in it is whole: poses, scores, affinity, chains. Judges no run; see verdict."""

import json
import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STEM = "input"
RESULTS_FOLDER = f"boltz_results_{STEM}"
# What the app reads of one file at most.
MOST_FILE_BYTES = 24 * 1024 * 1024


@dataclass
class FoundSample:
    """One pose by Boltz-2's own rank, 0 the best. `fault` says why it can not be used, `confidence_fault` why it can not be ranked."""

    rank: int
    pose: bytes
    pose_path: Path
    confidence: dict[str, Any] | None
    confidence_path: Path
    plddt_path: Path
    pae_path: Path
    fault: str | None
    confidence_fault: str | None


@dataclass
class FoundAffinity:
    """One affinity file; `values` holds log10(IC50 in micromolar) and probabilities, null where they were not finite."""

    path: Path
    values: dict[str, Any] | None
    fault: str | None


@dataclass
class FoundResults:
    """Everything that a run left behind."""

    samples: list[FoundSample] = field(default_factory=list)
    affinities: list[FoundAffinity] = field(default_factory=list)
    chains: list[dict[str, Any]] = field(default_factory=list)

    @property
    def sound_samples(self) -> list[FoundSample]:
        """The poses that can be used, best first; Boltz-2 sorts one that has no score anywhere, here it comes last."""
        sound = [sample for sample in self.samples if sample.fault is None]
        return sorted(sound, key=lambda sample: (sample.confidence_fault is not None, sample.rank))

    @property
    def sound_affinities(self) -> list[FoundAffinity]:
        """The affinities that can be used."""
        return [affinity for affinity in self.affinities if affinity.fault is None]


def read_results(out_folder: Path) -> FoundResults:
    """Read `<out>/boltz_results_input`; what is missing is missing in the answer."""
    root = out_folder / RESULTS_FOLDER
    folder = root / "predictions" / STEM
    return FoundResults(
        samples=[_sample(folder, rank, path) for rank, path in _poses(folder)],
        affinities=[_affinity(path) for path in _affinity_paths(folder)],
        chains=_chains(root / "processed" / "records" / f"{STEM}.json"),
    )


def read_json(path: Path) -> Any:
    """Read JSON as Boltz-2 writes it; NaN and infinities become None. Raises ValueError when it is none, OSError when it is not there."""
    return json.loads(_bytes(path), parse_constant=lambda _: None, parse_float=_finite)


def pose_fault(content: bytes) -> str | None:
    """Say why an mmCIF is no pose: no atoms, or a coordinate that is not a finite number."""
    columns: list[str] = []
    atoms = 0
    for line in content.decode("utf-8", "replace").splitlines():
        if line.startswith("_atom_site."):
            columns.append(line.strip().removeprefix("_atom_site."))
        elif columns and line.startswith(("ATOM", "HETATM")):
            if not _has_coordinates(line.split(), columns):
                return f"atom {atoms + 1} has no finite coordinates"
            atoms += 1
        elif columns and atoms:
            break
    return None if atoms else "it has no atoms"


def _has_coordinates(row: list[str], columns: list[str]) -> bool:
    try:
        return len(row) == len(columns) and all(math.isfinite(float(row[columns.index(f"Cartn_{axis}")])) for axis in "xyz")
    except ValueError:
        return False


def _finite(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > MOST_FILE_BYTES:
        raise ValueError("it is too large")
    return path.read_bytes()


def _object(path: Path, keys: tuple[str, ...]) -> tuple[dict[str, Any] | None, str | None]:
    """Read an object of scores; a fault when one of `keys` has no finite number."""
    try:
        found = read_json(path)
    except FileNotFoundError:
        return None, f"{path.name} is missing"
    except (ValueError, OSError, RecursionError):
        return None, f"{path.name} can not be read"
    if not isinstance(found, dict):
        return None, f"{path.name} is not an object"
    without = [key for key in keys if not isinstance(found.get(key), int | float) or isinstance(found.get(key), bool)]
    return {**found, **dict.fromkeys(without)}, f"{path.name} has no finite {without[0]}" if without else None


def _poses(folder: Path) -> list[tuple[int, Path]]:
    """Give rank and path of each pose, best first."""
    matches = [(re.search(r"_model_(\d+)\.cif$", path.name), path) for path in folder.glob(f"{STEM}_model_*.cif")]
    return sorted((int(match.group(1)), path) for match, path in matches if match is not None)


def _sample(folder: Path, rank: int, path: Path) -> FoundSample:
    name = f"{STEM}_model_{rank}"
    confidence_path = folder / f"confidence_{name}.json"
    confidence, confidence_fault = _object(confidence_path, ("confidence_score",))
    try:
        pose = _bytes(path)
        unsound = pose_fault(pose)
        fault = f"{path.name}: {unsound}" if unsound else None
    except (ValueError, OSError):
        pose, fault = b"", f"{path.name} can not be read"
    arrays = folder / f"plddt_{name}.npz", folder / f"pae_{name}.npz"
    return FoundSample(rank, pose, path, confidence, confidence_path, *arrays, fault, confidence_fault)


def _affinity_paths(folder: Path) -> list[Path]:
    """Give the affinity of the input, or one per copy of the binder as the community's Boltz-2 writes them."""
    single = folder / f"affinity_{STEM}.json"
    return [single] if single.exists() else sorted(folder.glob(f"affinity_{STEM}_*.json"))


def _affinity(path: Path) -> FoundAffinity:
    values, fault = _object(path, ("affinity_pred_value", "affinity_probability_binary"))
    return FoundAffinity(path, values, fault)


def _chains(path: Path) -> list[dict[str, Any]]:
    """Give the chains in Boltz-2's output order; none when the record is not as expected."""
    try:
        return [
            {
                "index": index,
                "chain_id": str(chain["chain_name"]),
                "mol_type": int(chain["mol_type"]),
                "entity_id": int(chain["entity_id"]),
                "num_residues": int(chain["num_residues"]),
            }
            for index, chain in enumerate(read_json(path)["chains"])
        ]
    except (ValueError, OSError, KeyError, TypeError):
        return []
