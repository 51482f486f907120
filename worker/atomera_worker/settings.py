"""What the machine decides for the worker, read once from the environment; a job can not change it."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

LAUNCHER = Path(__file__).with_name("launcher.py")
MIB = 1024 * 1024
# Where RunPod mounts the network volume of an endpoint that has one.
NETWORK_VOLUME = Path("/runpod-volume")

# A processor took an hour for what a GPU does in some minutes.
CPU_PATIENCE = 12


@dataclass(frozen=True)
class Settings:
    """Limits in seconds and bytes, and how Boltz-2 is started."""

    # The program to which Boltz-2's own words are added, from "predict" on.
    boltz_program: tuple[str, ...] = (sys.executable, str(LAUNCHER))
    # The Python that has Boltz-2.
    boltz_python: str = sys.executable
    # Used when a job names no limit of its own.
    run_limit_s: float = 3_600
    # The longest known silence is the trunk of a large complex, some minutes on a small GPU.
    hang_limit_s: float = 1_200
    cpu_hang_limit_s: float = CPU_PATIENCE * 1_200
    msa_limit_s: float = 900
    # From SIGTERM to SIGKILL; a cancelled job has to be off the GPU within 2 s.
    grace_s: float = 0.8
    progress_interval_s: float = 1.0
    # A late progress report must not arrive after the result, which it would overwrite.
    quiet_before_result_s: float = 1.0
    answer_bytes: int = 8 * MIB
    # The app reads up to 64 MiB of an answer.
    uploaded_answer_bytes: int = 48 * MIB
    upload_limit_s: float = 120
    # Where Boltz-2 computes on this machine, whatever a job asks for; None: as the job says.
    accelerator: str | None = None
    # Runs without Boltz-2's fast kernels, for GPUs on which they fail.
    no_kernels: bool = False
    # An MSA server of one's own, the only one that is asked then; without it Boltz-2 asks the one that a job names, or the public one.
    msa_server_url: str | None = None
    # A folder that outlives the worker and may be shared with others: alignments and finished answers are kept there.
    volume: Path | None = None


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises ValueError naming the variable that is not as it has to be."""
    python = environment.get("ATOMERA_BOLTZ_PYTHON") or sys.executable
    if "/" in python:
        # Runs begin in folders of their own. The link of a virtual environment must stay one.
        python = os.path.abspath(python)  # noqa: PTH100 - Path.resolve follows links
    hang_limit_s = _seconds(environment, "ATOMERA_HANG_LIMIT_SECONDS", Settings.hang_limit_s)
    return Settings(
        boltz_program=(python, str(LAUNCHER)),
        boltz_python=python,
        run_limit_s=_seconds(environment, "ATOMERA_RUN_LIMIT_SECONDS", Settings.run_limit_s),
        hang_limit_s=hang_limit_s,
        cpu_hang_limit_s=CPU_PATIENCE * hang_limit_s,
        accelerator=_accelerator(environment),
        no_kernels=_switch(environment, "ATOMERA_NO_KERNELS"),
        msa_server_url=_msa_server_url(environment),
        msa_limit_s=_seconds(environment, "ATOMERA_MSA_LIMIT_SECONDS", Settings.msa_limit_s),
        volume=_volume(environment.get("ATOMERA_VOLUME", "")),
    )


def _volume(named: str) -> Path | None:
    if named:
        return Path(named).absolute()
    return NETWORK_VOLUME if NETWORK_VOLUME.is_dir() else None


def _accelerator(environment: Mapping[str, str]) -> str | None:
    name = environment.get("ATOMERA_ACCELERATOR") or None
    if name not in (None, "cpu", "gpu"):
        raise ValueError("ATOMERA_ACCELERATOR has to be cpu or gpu.")
    return name


def _msa_server_url(environment: Mapping[str, str]) -> str | None:
    url = environment.get("ATOMERA_MSA_SERVER_URL") or None
    # Boltz-2 prints the address, and what it prints goes along in the answer.
    if url is not None and "@" in urlsplit(url).netloc:
        raise ValueError("ATOMERA_MSA_SERVER_URL has to be without name and password: give BOLTZ_MSA_USERNAME and BOLTZ_MSA_PASSWORD.")
    return url


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = (environment.get(name) or "false").lower()
    if text not in ("true", "false"):
        raise ValueError(f"{name} has to be true or false.")
    return text == "true"


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name, "")
    if text == "":
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise ValueError(f"{name} has to be a number of seconds above 0.")
    return seconds
