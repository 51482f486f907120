"""The Boltz-2 options a job may set, by their names on the command line, with types and bounds.

Places on this machine and credentials are no options.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atomera_worker.refusal import JobRefusedError

OptionValue = bool | int | float | str

MOST_ADDRESS_CHARACTERS = 200


@dataclass(frozen=True)
class Switch:
    """An option without a value; it is given or left out."""

    def fault(self, value: object) -> str | None:
        """Say why a value is none of this option."""
        return None if isinstance(value, bool) else "true or false"


@dataclass(frozen=True)
class WholeNumber:
    """A whole number between two bounds, both included."""

    least: int
    most: int

    def fault(self, value: object) -> str | None:
        """Say why a value is none of this option."""
        fits = isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most
        return None if fits else f"a whole number from {self.least} to {self.most}"


@dataclass(frozen=True)
class Number:
    """A number between two bounds, both included."""

    least: float
    most: float

    def fault(self, value: object) -> str | None:
        """Say why a value is none of this option."""
        fits = isinstance(value, int | float) and not isinstance(value, bool) and self.least <= value <= self.most
        return None if fits else f"a number from {self.least} to {self.most}"


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def fault(self, value: object) -> str | None:
        """Say why a value is none of this option."""
        return None if value in self.words else f"one of {', '.join(self.words)}"


@dataclass(frozen=True)
class Phrase:
    """A short phrase of letters, digits, spaces and hyphens; Boltz-2 itself knows which ones mean something."""

    def fault(self, value: object) -> str | None:
        """Say why a value is none of this option."""
        fits = isinstance(value, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9 -]{0,39}", value) is not None
        return None if fits else "a phrase of at most 40 letters, digits, spaces and hyphens"


@dataclass(frozen=True)
class ServerAddress:
    """The address of a server over https, or over http on this machine; without a name, a password, a query."""

    def fault(self, value: object) -> str | None:
        """Say why a value is none of this option."""
        host = r"(https://[A-Za-z0-9.-]+|https?://(127\.0\.0\.1|localhost|\[::1\]))"
        fits = (
            isinstance(value, str)
            and len(value) <= MOST_ADDRESS_CHARACTERS
            and re.fullmatch(rf"{host}(:\d{{1,5}})?(/[A-Za-z0-9._~/-]*)?", value) is not None
        )
        return None if fits else "an https address without user name and query"


Kind = Switch | WholeNumber | Number | Choice | Phrase | ServerAddress

ALLOWED: Mapping[str, Kind] = {
    "devices": WholeNumber(1, 8),
    "accelerator": Choice(("gpu", "cpu", "tpu", "mps")),
    "diffusion_samples": WholeNumber(1, 25),
    "use_msa_server": Switch(),
    "msa_server_url": ServerAddress(),
    "recycling_steps": WholeNumber(0, 20),
    "sampling_steps": WholeNumber(1, 1_000),
    "max_parallel_samples": WholeNumber(1, 25),
    "step_scale": Number(0.1, 10),
    "use_potentials": Switch(),
    "method": Phrase(),
    "seed": WholeNumber(0, 4_294_967_295),
    "sampling_steps_affinity": WholeNumber(1, 1_000),
    "diffusion_samples_affinity": WholeNumber(1, 25),
    "affinity_mw_correction": Switch(),
    "max_msa_seqs": WholeNumber(1, 16_384),
    "subsample_msa": Switch(),
    "num_subsampled_msa": WholeNumber(1, 16_384),
    "msa_pairing_strategy": Choice(("greedy", "complete")),
    "no_kernels": Switch(),
    "num_workers": WholeNumber(0, 16),
    "preprocessing-threads": WholeNumber(1, 64),
}

# The documented keys of `config` and what they mean when a job leaves them out.
DOCUMENTED: Mapping[str, OptionValue] = {"devices": 1, "accelerator": "gpu", "diffusion_samples": 1, "use_msa_server": True}

# Boltz-2's own numbers where the worker counts against them: steps per stage.
BOLTZ_SAMPLING_STEPS = 200


@dataclass(frozen=True)
class BoltzOptions:
    """Checked options, in the order in which they stand on the command line."""

    values: Mapping[str, OptionValue]

    @property
    def samples(self) -> int:
        """Number of poses asked for."""
        return int(self.values["diffusion_samples"])

    @property
    def uses_msa_server(self) -> bool:
        """Whether missing alignments are asked from the server."""
        return self.values["use_msa_server"] is True

    @property
    def msa_server_url(self) -> str | None:
        """The server that the job names."""
        named = self.values.get("msa_server_url")
        return None if named is None else str(named)

    def steps(self, name: str) -> int:
        """Denoising steps of a stage, by the name of its option."""
        return int(self.values.get(name, BOLTZ_SAMPLING_STEPS))

    @property
    def is_on_cpu(self) -> bool:
        """Whether a run takes a processor's time, many times that of a GPU."""
        return self.values["accelerator"] == "cpu"

    def on(self, machine: Mapping[str, OptionValue]) -> "BoltzOptions":
        """Give the same options with those that a machine decides."""
        return BoltzOptions({**self.values, **machine})

    def arguments(self) -> list[str]:
        """Give the options as words of a command line; a switch that is off has no word."""
        words: list[str] = []
        for name, value in self.values.items():
            if value is True:
                words.append(f"--{name}")
            elif value is not False:
                words += [f"--{name}", str(value)]
        return words


def read_options(config: object) -> BoltzOptions:
    """Check `config` of a job. Raises JobRefusedError with CONTRACT for names that are not allowed and values out of bounds."""
    if not isinstance(config, dict):
        raise JobRefusedError("CONTRACT", "The job's config is not an object of Boltz-2 options.")
    for name, value in config.items():
        kind = ALLOWED.get(name)
        if kind is None:
            raise JobRefusedError("CONTRACT", f"This worker does not take the Boltz-2 option {_shown(name)}.")
        fault = kind.fault(value)
        if fault is not None:
            raise JobRefusedError("CONTRACT", f"The Boltz-2 option {name} has to be {fault}, not {_shown(value)}.")
    return BoltzOptions({**DOCUMENTED, **config})


def _shown(value: Any) -> str:
    return repr(value)[:80]
