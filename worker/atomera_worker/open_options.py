"""Settles what a job left open and a package or a machine would decide otherwise. It settles nothing that a job asked for.

Used inside Boltz-2's Python by the launcher, so it needs nothing but the standard library.
"""

import shutil
from collections.abc import Collection, Sequence
from typing import Any

SHARED_MEMORY = "/dev/shm"  # noqa: S108 - not written to
# Deep alignments of the largest complexes take some 20 bytes for each of 8192 rows and 2200 tokens: below half of this.
LEAST_SHARED_MEMORY_BYTES = 1024**3


def settled(words: Sequence[str], known: Collection[str], shared_memory_bytes: int | None) -> list[str]:
    """Give the words of a command line for Boltz-2 with what was left open, as far as this Boltz-2 knows the option."""
    added: list[str] = []
    # boltz-community thins alignments unless told otherwise. Upstream does not, and the same job has to mean the same.
    if "--no_subsample_msa" in known and "--subsample_msa" not in words:
        added.append("--no_subsample_msa")
    # Boltz-2 hands its one input from process to process through shared memory, which in a container is often 64 MB: then by none.
    is_small = shared_memory_bytes is not None and shared_memory_bytes < LEAST_SHARED_MEMORY_BYTES
    if is_small and "--num_workers" in known and "--num_workers" not in words:
        added += ["--num_workers", "0"]
    return [*words, *added]


def known_options(cli: Any) -> set[str]:
    """Give the options of Boltz-2's command `predict`; none when its command line is not the one this knows."""
    predict = getattr(cli, "commands", {}).get("predict")
    return {name for option in getattr(predict, "params", ()) for name in (*option.opts, *option.secondary_opts)}


def shared_memory_bytes() -> int | None:
    """Give the size of this machine's shared memory; None where there is no such thing."""
    try:
        return shutil.disk_usage(SHARED_MEMORY).total
    except OSError:
        return None
