"""Answers a health job: what is installed and whether it could predict, without predicting. What can not be learned is null."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from atomera_worker import CONTRACT_VERSION
from atomera_worker.engine import engine_of, said_by
from atomera_worker.settings import MIB, Settings
from atomera_worker.weights import COMPONENTS, WEIGHTS, cache_folder

GPU_FIELDS = "name,driver_version,memory.total,memory.free"

# Importing PyTorch for the first time on a machine, from a cold disk or over a network.
TORCH_SECONDS = 90
ASK_TORCH = """
import json, torch
print(json.dumps({"torch": torch.__version__, "cuda": torch.version.cuda, "cuda_available": torch.cuda.is_available()}))
"""


def is_health_job(given: object) -> bool:
    """Whether a job asks for nothing but the worker's health."""
    return isinstance(given, dict) and given.get("health") is True


async def read_health(settings: Settings, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Give versions, GPUs, memory in bytes, and the weights that are there."""
    cache = cache_folder(environment)
    return {
        "health": True,
        "schema_version": CONTRACT_VERSION,
        "engine": await engine_of(settings.boltz_python),
        "python": sys.version.split()[0],
        "runpod": _runpod_version(),
        **await _torch(settings.boltz_python),
        "gpus": await _gpus(),
        "memory": _memory(),
        "weights": {**{name: _size(cache / name) for name in WEIGHTS}, COMPONENTS: (cache / COMPONENTS).is_dir()},
        "disk_free_bytes": _disk_free(cache),
    }


def parse_gpus(listed: str) -> list[dict[str, Any]]:
    """Read the table of nvidia-smi; memory comes in MiB there and is given in bytes. A line of another form is left out."""
    gpus = []
    for line in listed.splitlines():
        fields = [part.strip() for part in line.split(",")]
        if len(fields) == len(GPU_FIELDS.split(",")):
            name, driver, total, free = fields
            gpus.append({"name": name, "driver": driver, "memory_bytes": _mebibytes(total), "memory_free_bytes": _mebibytes(free)})
    return gpus


def _mebibytes(text: str) -> int | None:
    return int(text) * MIB if text.isdecimal() else None


async def _gpus() -> list[dict[str, Any]]:
    return parse_gpus(await said_by(("nvidia-smi", f"--query-gpu={GPU_FIELDS}", "--format=csv,noheader,nounits")) or "")


def _runpod_version() -> str | None:
    try:
        return version("runpod")
    except PackageNotFoundError:
        return None


async def _torch(boltz_python: str) -> dict[str, Any]:
    try:
        found = json.loads(await said_by((boltz_python, "-c", ASK_TORCH), TORCH_SECONDS) or "{}")
    except ValueError:
        found = {}
    return {key: found.get(key) for key in ("torch", "cuda", "cuda_available")}


def _memory() -> dict[str, int | None]:
    """Main memory as the kernel counts it; a container's own limit may be lower."""
    try:
        page = os.sysconf("SC_PAGE_SIZE")
        return {"total_bytes": page * os.sysconf("SC_PHYS_PAGES"), "available_bytes": page * os.sysconf("SC_AVPHYS_PAGES")}
    except (ValueError, OSError):
        return {"total_bytes": None, "available_bytes": None}


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _disk_free(cache: Path) -> int | None:
    try:
        return shutil.disk_usage(cache).free
    except OSError:
        return None
