"""The weights and components that Boltz-2 needs: where they come from, and how it is known that they are whole.

Run by path it fetches them into a folder, by default that of BOLTZ_CACHE: `python weights.py [FOLDER] [NAME ...]`. A file is there
under its own name only when size and hash are right; Boltz-2 itself would take a file that was cut off for a whole one. It uses
nothing but Python, so that an image and a machine can have the weights before they have Boltz-2.
"""

import contextlib
import hashlib
import http.client
import os
import secrets
import shutil
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHUNK_BYTES = 1024 * 1024
# Longest silence of a server, in seconds.
TIMEOUT_S = 60
# A part that has not grown for so long is nobody's any more.
ABANDONED_S = 3_600
# The state of the repository that Boltz 2.2.1 and boltz-community take their weights from; its hashes are those below.
REPOSITORY = "https://huggingface.co/boltz-community/boltz-2/resolve/6fdef46d763fee7fbb83ca5501ccceff43b85607"
GATEWAY = "https://model-gateway.boltz.bio"


class WeightsMissingError(Exception):
    """A file could not be had from any of its addresses."""


@dataclass(frozen=True)
class RemoteFile:
    """A file to fetch. The addresses are asked in their order."""

    urls: tuple[str, ...]
    size: int
    sha256: str


WEIGHTS: Mapping[str, RemoteFile] = {
    "boltz2_conf.ckpt": RemoteFile(
        (f"{GATEWAY}/boltz2_conf.ckpt", f"{REPOSITORY}/boltz2_conf.ckpt"),
        2_286_561_469,
        "090e82ac8c92f5e943fa1b39e7410a44027bea7243c0bbb3caa67a77fc1428e1",
    ),
    "boltz2_aff.ckpt": RemoteFile(
        (f"{GATEWAY}/boltz2_aff.ckpt", f"{REPOSITORY}/boltz2_aff.ckpt"),
        2_062_139_170,
        "dcc5cd3722b1c9eaa34267e4ae32f55cbbf1963f4c19319381ccfa30fdd2ca9e",
    ),
}
# A folder with a file for each component of the CCD, and the archive it comes in.
COMPONENTS = "mols"
ARCHIVE = "mols.tar"
COMPONENTS_ARCHIVE = RemoteFile(
    (f"{REPOSITORY}/{ARCHIVE}",), 1_855_662_080, "39e076d96dbec6b4e86982bbda16f3a53a2a60c9bdc17828d88f6f9a0c7d1fd7"
)


def fetch_file(wanted: RemoteFile, target: Path) -> None:
    """Have `wanted` at `target`; what is there and whole stays. Raises WeightsMissingError naming what each address did wrong."""
    if _fault_of(target, wanted) is None:
        return
    faults = []
    _remove_abandoned(target)
    # A name of its own: another process may be fetching the same file.
    part = target.with_name(f"{target.name}.{secrets.token_hex(8)}.part")
    try:
        for url in wanted.urls:
            try:
                _download(url, part)
                fault = _fault_of(part, wanted)
            except (OSError, http.client.HTTPException) as error:
                fault = str(error)
            if fault is None:
                part.replace(target)
                return
            faults.append(f"{url}: {fault}")
    finally:
        part.unlink(missing_ok=True)
    raise WeightsMissingError(f"{target.name} could not be fetched. " + "; ".join(faults))


def fetch_components(archive: RemoteFile, folder: Path) -> None:
    """Have the components in `folder`; a folder of them that is there stays. The archive is not kept, only its name.

    Boltz 2.2.1 looks for the archive, not for the folder, and would fetch it again within a job.
    """
    packed, unpacked = folder / ARCHIVE, folder / COMPONENTS
    if not unpacked.is_dir():
        fetch_file(archive, packed)
        _unpack(packed, unpacked)
        packed.write_bytes(b"")
    packed.touch()


def _unpack(packed: Path, unpacked: Path) -> None:
    _remove_abandoned(unpacked)
    part = Path(tempfile.mkdtemp(prefix=f"{unpacked.name}.", suffix=".part", dir=unpacked.parent))
    try:
        with tarfile.open(packed) as content:
            content.extractall(part, filter="data")
        (part / COMPONENTS).replace(unpacked)
    except (OSError, tarfile.TarError):
        # Another process at the same work may have been first, and has emptied the archive then.
        if not unpacked.is_dir():
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _remove_abandoned(target: Path) -> None:
    """Remove what processes that were killed left of it: gigabytes."""
    for part in target.parent.glob(f"{target.name}.*.part"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > ABANDONED_S:
                shutil.rmtree(part) if part.is_dir() else part.unlink()


def fetch(folder: Path, names: Sequence[str]) -> None:
    """Have the named weights, or the components, in `folder`; all of them when none is named."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or (*WEIGHTS, COMPONENTS):
        print(f"{name} in {folder}", flush=True)
        if name == COMPONENTS:
            fetch_components(COMPONENTS_ARCHIVE, folder)
        else:
            fetch_file(WEIGHTS[name], folder / name)


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Give the folder where Boltz-2 looks for them."""
    return Path(environment.get("BOLTZ_CACHE") or Path.home() / ".boltz")


def _download(url: str, target: Path) -> None:
    with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer, target.open("wb") as file:  # noqa: S310 - the addresses stand above
        shutil.copyfileobj(answer, file, CHUNK_BYTES)


def _fault_of(file: Path, wanted: RemoteFile) -> str | None:
    """Say why a file is not the wanted one. The size goes first: it costs nothing."""
    if not file.is_file():
        return "it is not there"
    size = file.stat().st_size
    if size != wanted.size:
        return f"it has {size} bytes instead of {wanted.size}"
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    return None if found == wanted.sha256 else f"its SHA-256 is {found} instead of {wanted.sha256}"


def main(words: Sequence[str]) -> int:
    """Fetch what is asked for; 1 and a sentence when something could not be had."""
    folder = Path(words[0]) if words else cache_folder()
    unknown = [name for name in words[1:] if name not in (*WEIGHTS, COMPONENTS)]
    if unknown:
        print(f"{unknown[0]} is none of {', '.join((*WEIGHTS, COMPONENTS))}.", file=sys.stderr)
        return 1
    try:
        fetch(folder, words[1:])
    except (WeightsMissingError, OSError, tarfile.TarError) as error:
        print(f"{error} Run it again: what is there already is not fetched twice.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
