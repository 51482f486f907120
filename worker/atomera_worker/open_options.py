"""Settles what a job left open and a package or a machine would decide otherwise. It settles nothing that a job asked for.

Used inside Boltz-2's Python by the launcher, so it needs nothing but the standard library.
"""

import importlib.util
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

SHARED_MEMORY = "/dev/shm"  # noqa: S108 - not written to
# Deep alignments of the largest complexes take some 20 bytes for each of 8192 rows and 2200 tokens: below half of this.
LEAST_SHARED_MEMORY_BYTES = 1024**3
# The packages of Boltz-2's fast kernels, which come with boltz[cuda].
KERNEL_PACKAGES = ("cuequivariance_torch", "cuequivariance_ops_torch")


@dataclass(frozen=True)
class Machine:
    """What options follow from. `shared_memory_bytes` is None where there is no such thing."""

    shared_memory_bytes: int | None
    has_kernels: bool


def settled(words: Sequence[str], known: Collection[str], machine: Machine) -> list[str]:
    """Give the words of a command line for Boltz-2 with what was left open, as far as this Boltz-2 knows the option."""
    added: list[str] = []
    # boltz-community thins alignments unless told otherwise. Upstream does not, and the same job has to mean the same.
    if "--no_subsample_msa" in known and "--subsample_msa" not in words:
        added.append("--no_subsample_msa")
    # Boltz-2 hands its one input from process to process through shared memory, which in a container is often 64 MB: then by none.
    is_small = machine.shared_memory_bytes is not None and machine.shared_memory_bytes < LEAST_SHARED_MEMORY_BYTES
    if is_small and "--num_workers" in known and "--num_workers" not in words:
        added += ["--num_workers", "0"]
    # Without their packages every run on a GPU would end with an error. They change how long it takes, not what is computed.
    if not machine.has_kernels and "--no_kernels" in known and "--no_kernels" not in words:
        added.append("--no_kernels")
    return [*words, *added]


def known_options(cli: Any) -> set[str]:
    """Give the options of Boltz-2's command `predict`; none when its command line is not the one this knows."""
    predict = getattr(cli, "commands", {}).get("predict")
    return {name for option in getattr(predict, "params", ()) for name in (*option.opts, *option.secondary_opts)}


def this_machine() -> Machine:
    """Look at this machine, and at the packages of this Python."""
    try:
        shared_memory_bytes = shutil.disk_usage(SHARED_MEMORY).total
    except OSError:
        shared_memory_bytes = None
    return Machine(shared_memory_bytes, all(importlib.util.find_spec(name) is not None for name in KERNEL_PACKAGES))
