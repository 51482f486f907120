"""Alignments kept on the volume, so that a series of ligands asks the MSA server once. Works around Boltz-2's own `compute_msa`.

It runs inside Boltz-2's Python, so it needs nothing but the standard library. Nothing here costs a run: what is not there or
not whole is asked anew, what can not be written is not kept, and a volume that hangs is not waited for.
"""

import gzip
import inspect
import json
import os
import sys
import time
import zlib
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from atomera_worker.patient_folder import PatientFolder
from atomera_worker.volume_folder import VolumeFolder, hashed_name

# Names the folder to the launcher; without it nothing is kept, and each question is asked.
FOLDER_VARIABLE = "ATOMERA_MSA_FOLDER"
FOLDER = "atomera/msa"
# The databases behind a server grow some times a year.
MOST_AGE_S = 30 * 24 * 3_600
MOST_BYTES = 2 * 1024**3
# Said on stderr once the alignments are there: where they come from, and when the server was asked.
MSA_MARK = "atomera-msa"
# Goes into the names of entries: another form of content needs other names.
FORM = 1
EXPECTED_PARAMETERS = ("data", "target_id", "msa_dir", "msa_server_url", "msa_pairing_strategy")
HEAD = "key,sequence\n"

ComputeMsa = Callable[..., None]


def alignments_folder(folder: Path) -> PatientFolder:
    """Give the folder with its bounds."""
    return PatientFolder(VolumeFolder(folder, MOST_AGE_S, MOST_BYTES))


def caching(compute_msa: ComputeMsa, folder: PatientFolder | None, engine: str) -> ComputeMsa:
    """Wrap Boltz-2's question to the MSA server; without a folder it only says when it was asked.

    Raises TypeError when it does not take what this version expects.
    """
    signature = inspect.signature(compute_msa)
    if tuple(signature.parameters)[: len(EXPECTED_PARAMETERS)] != EXPECTED_PARAMETERS:
        raise TypeError(f"compute_msa takes {', '.join(signature.parameters)}")

    def cached(*given: Any, **named: Any) -> None:
        asked = signature.bind(*given, **named).arguments
        sequences: Mapping[str, str] = asked["data"]
        paths = [Path(asked["msa_dir"]) / f"{name}.csv" for name in sequences]
        # Boltz-2's version, because it decides how many rows of the server's answer are taken.
        about = [FORM, engine, asked["msa_server_url"], asked["msa_pairing_strategy"], list(sequences.values())]
        kept = _kept(folder, hashed_name(about), list(sequences.values()))
        if kept is None:
            asked_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            compute_msa(*given, **named)
            _keep(folder, hashed_name(about), list(sequences.values()), paths, asked_at)
            _say("server", asked_at)
            return
        for path, text in zip(paths, kept["alignments"], strict=True):
            path.write_text(text, encoding="utf-8")
        _say("cache", kept["asked_at"])

    return cached


def wrap_msa(boltz_main: Any, environment: Mapping[str, str] = os.environ) -> bool:
    """Put the cache around `boltz.main.compute_msa`; False where Boltz-2 is not as expected."""
    named = environment.get(FOLDER_VARIABLE)
    try:
        boltz_main.compute_msa = caching(boltz_main.compute_msa, alignments_folder(Path(named)) if named else None, _engine())
    except (AttributeError, TypeError, ValueError) as error:
        sys.stderr.write(f"Alignments are not kept: {error}\n")
        return False
    return True


def _engine() -> str:
    found = []
    for package in ("boltz", "boltz-community"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def _say(source: str, asked_at: str) -> None:
    sys.stderr.write(f"\n{MSA_MARK} {source} {asked_at}\n")
    sys.stderr.flush()


def _kept(folder: PatientFolder | None, name: str, sequences: list[str]) -> dict[str, Any] | None:
    packed = None if folder is None else folder.read(name)
    if packed is None:
        return None
    try:
        entry: dict[str, Any] = json.loads(gzip.decompress(packed))
        return entry if isinstance(entry["asked_at"], str) and _are_alignments(entry["alignments"], sequences) else None
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError):
        return None


def _keep(folder: PatientFolder | None, name: str, sequences: list[str], paths: list[Path], asked_at: str) -> None:
    if folder is None:
        return
    try:
        alignments = [path.read_text(encoding="utf-8") for path in paths]
    except (OSError, ValueError):
        return
    if _are_alignments(alignments, sequences):
        folder.write(name, gzip.compress(json.dumps({"asked_at": asked_at, "alignments": alignments}).encode(), 6, mtime=0))


def _are_alignments(texts: list[str], sequences: list[str]) -> bool:
    """Whether each text is Boltz-2's table for its sequence, which is the first row. Boltz-2 would replace another one by a dummy."""
    return len(texts) == len(sequences) and all(
        text.startswith(HEAD) and text.removeprefix(HEAD).split("\n", 1)[0].partition(",")[2] == sequence
        for text, sequence in zip(texts, sequences, strict=True)
    )
