"""Says what came of a run, from the files it left, its output and how it ended. Pure; the exit code alone decides nothing."""

import re
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from atomera_worker.complex_yaml import ComplexFacts
from atomera_worker.refusal import ErrorCode
from atomera_worker.signals import warnings_of

# What Python writes of a key that was not found: a text or a tuple.
BARE_KEY = re.compile(r"'[^']*'|\"[^\"]*\"|\(.*\)")
# Where RDKit reads the ligands.
READING_STAGES = ("input", "msa")


class Ending(Enum):
    """How a run ended: by itself, or because the worker ended it."""

    EXITED = "exited"
    TIME_LIMIT = "time limit"
    HUNG = "hung"
    MSA_BUSY = "MSA server busy"
    MSA_TIMEOUT = "MSA server timeout"


@dataclass(frozen=True)
class RunFacts:
    """How a run ended, what was asked, and what was found. `exit_code` is negative for a signal."""

    ending: Ending
    exit_code: int | None
    signals: Mapping[str, str]
    complex: ComplexFacts
    samples_asked: int
    samples_sound: int
    sample_faults: tuple[str, ...]
    # Of the poses that can be used.
    confidence_faults: tuple[str, ...]
    affinity_sound: bool
    affinity_faults: tuple[str, ...]
    # The last state of a request at the MSA server, None when there was none.
    msa_state: str | None
    # The last stage that was reached.
    stage: str

    @property
    def killed_by(self) -> int:
        """Number of the signal that ended it; what is none when there was none."""
        code = self.exit_code or 0
        return -code if code < 0 else code - 128


@dataclass(frozen=True)
class Failure:
    """No result: a code of the app's table and one sentence."""

    code: ErrorCode
    sentence: str


@dataclass(frozen=True)
class Shortfall:
    """What was asked for and did not come, with its code of the app's table, which has the cure."""

    what: Literal["samples", "affinity"]
    code: ErrorCode


@dataclass(frozen=True)
class Usable:
    """A result, whole or in part; what is missing stands in the warnings too."""

    warnings: tuple[str, ...]
    shortfalls: tuple[Shortfall, ...]
    is_whole: bool


Verdict = Failure | Usable


def classify(facts: RunFacts) -> Verdict:
    """Judge a run."""
    if "stale" in facts.signals:
        return Failure("BOLTZ_FAILED", "Boltz-2 found results of another run in its folder.")
    if facts.samples_sound == 0:
        return _reason(facts)
    lacking = _lacking(facts)
    return Usable(tuple(lacking + warnings_of(facts.signals)), _shortfalls(facts), is_whole=not lacking)


def _lacks_samples(facts: RunFacts) -> bool:
    return facts.samples_sound < facts.samples_asked


def _lacks_affinity(facts: RunFacts) -> bool:
    return facts.complex.wants_affinity and not facts.affinity_sound


def _shortfalls(facts: RunFacts) -> tuple[Shortfall, ...]:
    found: list[Shortfall] = []
    if _lacks_samples(facts):
        found.append(Shortfall("samples", "OUTPUT_UNREADABLE" if facts.sample_faults else _reason(facts).code))
    if _lacks_affinity(facts):
        code = "BOLTZ_FAILED" if facts.affinity_faults else _reason(facts).code
        # Of the general code the app could only say that Boltz-2 failed, which it did not: there are poses.
        found.append(Shortfall("affinity", "AFFINITY_FAILED" if code == "BOLTZ_FAILED" else code))
    return tuple(found)


def _lacking(facts: RunFacts) -> list[str]:
    lacks_samples, lacks_affinity = _lacks_samples(facts), _lacks_affinity(facts)
    warnings: list[str] = []
    if lacks_samples:
        warnings.append(f"Only {facts.samples_sound} of {facts.samples_asked} samples came out. {_because(facts, facts.sample_faults)}")
    if facts.confidence_faults:
        lacking, are = len(facts.confidence_faults), "is" if len(facts.confidence_faults) == 1 else "are"
        warnings.append(f"{lacking} of the samples {are} without a confidence, and ranked last. {facts.confidence_faults[0].capitalize()}.")
    if lacks_affinity:
        warnings.append(f"The affinity could not be computed; the poses are not affected. {_because(facts, facts.affinity_faults)}")
    if not lacks_samples and not lacks_affinity and (facts.exit_code != 0 or facts.ending is not Ending.EXITED):
        warnings.append(f"Boltz-2 wrote everything, but {_how_it_ended(facts)}.")
    return warnings


def _how_it_ended(facts: RunFacts) -> str:
    if facts.ending is Ending.EXITED:
        return f"ended with code {facts.exit_code}"
    return f"did not end by itself: the worker ended it at its {'time limit' if facts.ending is Ending.TIME_LIMIT else 'longest silence'}"


def _because(facts: RunFacts, faults: tuple[str, ...]) -> str:
    return f"{faults[0].capitalize()}." if faults else _reason(facts).sentence


def _reason(facts: RunFacts) -> Failure:
    """Give the first reason that holds. Memory is looked for first: what follows it in a log is its consequence."""
    found = (rule(facts) for rule in RULES)
    return next(failure for failure in found if failure is not None)


def _memory(facts: RunFacts) -> Failure | None:
    if "batch_out_of_memory" in facts.signals or "gpu_out_of_memory" in facts.signals:
        return Failure("BOLTZ_OOM", "The GPU ran out of memory.")
    if "host_out_of_memory" in facts.signals:
        return Failure("BOLTZ_OOM_HOST", "The worker ran out of main memory.")
    return None


def _ended_by_worker(facts: RunFacts) -> Failure | None:
    endings: Mapping[Ending, Failure] = {
        Ending.TIME_LIMIT: Failure("TIME_LIMIT", "Job timed out: Boltz-2 ran longer than its time limit."),
        Ending.HUNG: Failure("BOLTZ_HUNG", "Boltz-2 stopped making progress and was ended."),
        Ending.MSA_BUSY: Failure("MSA_SERVER_BUSY", "The MSA server was too busy for longer than this worker waits."),
        Ending.MSA_TIMEOUT: Failure("MSA_SERVER_TIMEOUT", f"The MSA server did not deliver the alignment in time{_msa_state(facts)}."),
    }
    return endings.get(facts.ending)


def _msa_state(facts: RunFacts) -> str:
    states = {
        "SUBMIT": ": it did not take the request",
        "PENDING": ": the request was waiting in its queue until the end",
        "RUNNING": ": it was aligning until the end",
    }
    return states.get(facts.msa_state or "", "")


# Signals that stand for one code each, in the order in which they are looked for. The MSA server's come before the
# rejection in which Boltz-2 wraps them, the ligand's before the general one.
BY_SIGNAL: tuple[tuple[str, ErrorCode, str], ...] = (
    ("no_boltz", "BOLTZ_MISSING", "This worker has no Boltz-2."),
    ("bad_option", "CONTRACT", "The Boltz-2 of this worker does not take an option of the job"),
    ("shared_memory", "SHARED_MEMORY", "The worker ran out of shared memory."),
    ("disk_full", "DISK_FULL", "The disk of the worker is full."),
    ("no_gpu", "NO_GPU", "The worker found no GPU that it can use."),
    ("unsupported_gpu", "GPU_UNSUPPORTED", "The PyTorch of this worker was not built for its GPU."),
    ("kernels", "KERNELS", "The fast GPU kernels of Boltz-2 could not be used."),
    ("msa_maintenance", "MSA_SERVER_MAINTENANCE", "The MSA server is under maintenance."),
    ("msa_timeout", "MSA_SERVER_TIMEOUT", "The MSA server did not answer in time."),
    ("msa_refused", "MSA_SERVER_REFUSED", "The MSA server refused the request."),
    ("conformer", "LIGAND_CONFORMER", "No starting geometry could be made for the ligand."),
    ("features", "FEATURES_FAILED", "Boltz-2 could not turn the input into features"),
    ("weights", "WEIGHTS", "The weights of Boltz-2 could not be loaded."),
)


def _by_signal(facts: RunFacts) -> Failure | None:
    for name, code, sentence in BY_SIGNAL:
        if name in facts.signals:
            said = facts.signals[name].rstrip(".! ")
            return Failure(code, sentence if sentence.endswith(".") else f"{sentence}: {said or 'it gave no reason'}.")
    return None


def _rejected(facts: RunFacts) -> Failure | None:
    if "no_molecule" in facts.signals:
        fault = facts.signals.get("smiles_fault")
        return Failure("INPUT_REJECTED", f"RDKit cannot read a SMILES of the input{f': {fault}' if fault else ''}.")
    if "rejected" not in facts.signals:
        return None
    said = facts.signals["rejected"].rstrip(".! ") or "it gave no reason"
    # A KeyError says nothing but what was looked for.
    reason = f"it looked for {said} and did not find it" if BARE_KEY.fullmatch(said) else said
    return Failure("INPUT_REJECTED", f"Boltz-2 did not accept the input: {reason}.")


def _crashed(facts: RunFacts) -> Failure | None:
    """Judge a crash of native code. Only where Boltz-2 reads the molecules and nothing is computed yet, a ligand is to blame for it."""
    if facts.killed_by not in (signal.SIGABRT, signal.SIGSEGV) and "loader_crashed" not in facts.signals:
        return None
    if facts.stage in READING_STAGES and facts.complex.has_ligands:
        return Failure("LIGAND_CRASH", "The chemistry library crashed, most likely on a ligand.")
    kind = facts.signals.get("loader_crashed") or ("Aborted" if facts.killed_by == signal.SIGABRT else "Segmentation fault")
    return Failure("BOLTZ_FAILED", f"Boltz-2 crashed ({kind}).")


def _by_exit_code(facts: RunFacts) -> Failure | None:
    if facts.killed_by == signal.SIGKILL:
        return Failure("BOLTZ_OOM_HOST", "Boltz-2 was killed, most likely for lack of main memory.")
    if facts.killed_by == signal.SIGBUS:
        return Failure("SHARED_MEMORY", "Boltz-2 ended with a bus error, most likely for lack of shared memory.")
    if "loader_lost" in facts.signals:
        return Failure("BOLTZ_OOM_HOST", "A process of Boltz-2 that loads data was lost, most likely for lack of main memory.")
    return None


def _damaged(facts: RunFacts) -> Failure | None:
    if not facts.sample_faults:
        return None
    return Failure("OUTPUT_UNREADABLE", f"What Boltz-2 wrote could not be read: {facts.sample_faults[0]}.")


def _nothing_written(facts: RunFacts) -> Failure:
    if facts.samples_sound > 0:
        ended = "did not say why" if facts.exit_code == 0 else f"ended with code {facts.exit_code}"
        return Failure("BOLTZ_FAILED", f"Boltz-2 {ended}.")
    if facts.complex.has_bonds and (facts.exit_code == 0 or "no_pre_affinity" in facts.signals):
        return Failure("COVALENT_LIGAND", "No structure came out for a covalently bound ligand.")
    if facts.exit_code == 0 or "no_pre_affinity" in facts.signals:
        return Failure("NO_OUTPUT", "Boltz-2 ended without writing a structure.")
    return Failure("BOLTZ_FAILED", f"Boltz-2 ended with code {facts.exit_code}.")


RULES: tuple[Callable[[RunFacts], Failure | None], ...] = (
    _memory,
    _ended_by_worker,
    _by_signal,
    _rejected,
    _crashed,
    _by_exit_code,
    _damaged,
    _nothing_written,
)
