"""What can go wrong, by the app's closed table of codes, and the form in which a failed job says so."""

from dataclasses import dataclass
from typing import Any, Literal

ErrorCode = Literal[
    "INPUT_REJECTED",
    "BOLTZ_OOM",
    "BOLTZ_OOM_HOST",
    "SHARED_MEMORY",
    "DISK_FULL",
    "MSA_SERVER_BUSY",
    "MSA_SERVER_REFUSED",
    "MSA_SERVER_TIMEOUT",
    "MSA_SERVER_MAINTENANCE",
    "KERNELS",
    "NO_GPU",
    "GPU_UNSUPPORTED",
    "WEIGHTS",
    "FEATURES_FAILED",
    "COVALENT_LIGAND",
    "LIGAND_CRASH",
    "LIGAND_CONFORMER",
    "AFFINITY_FAILED",
    "BOLTZ_HUNG",
    "TIME_LIMIT",
    "NO_OUTPUT",
    "OUTPUT_UNREADABLE",
    "OUTPUT_TOO_LARGE",
    "BOLTZ_MISSING",
    "BOLTZ_FAILED",
    "CONTRACT",
]

SENTENCE_CHARACTERS = 500


@dataclass
class JobRefusedError(Exception):
    """A job that ends without a result: a code of the table and one sentence."""

    code: ErrorCode
    sentence: str

    def __str__(self) -> str:
        """Give the code with its sentence."""
        return f"{self.code}: {self.sentence}"


def failed_answer(code: ErrorCode, sentence: str, stderr_tail: str | None = None) -> dict[str, Any]:
    """Give what the handler returns for a failed job; `error` is a text, because RunPod completes a job whose error is an object."""
    return {"error": sentence[:SENTENCE_CHARACTERS], "error_code": code, "details": {"stderr_tail": stderr_tail}}
