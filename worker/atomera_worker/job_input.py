"""Reads `input` of a RunPod job: the documented keys and ours, nothing else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from atomera_worker import CONTRACT_VERSION
from atomera_worker.boltz_options import BoltzOptions, read_options
from atomera_worker.complex_yaml import MOST_CHARACTERS, ComplexFacts, read_complex
from atomera_worker.job_files import read_files
from atomera_worker.packed_bytes import from_base64
from atomera_worker.refusal import JobRefusedError

KNOWN_KEYS = ("job_id", "input_yaml", "request_data", "config", "schema_version", "attempt", "limits", "files", "uploads")
WEB_ADDRESS = re.compile(r"https?://[\x21-\x7e]{1,4000}")
# RunPod's own bounds for how long a job may run.
LEAST_TIMEOUT_MS, MOST_TIMEOUT_MS = 5_000, 604_800_000


@dataclass(frozen=True)
class JobInput:
    """A checked job. `execution_timeout_s` is RunPod's limit in seconds, None when the job names none.

    `upload_address` takes the whole answer; whoever knows it may write there, so it is kept out of what may be logged.
    """

    yaml_text: str
    complex: ComplexFacts
    options: BoltzOptions
    files: Mapping[str, bytes]
    execution_timeout_s: float | None
    upload_address: str | None = field(repr=False)


def read_job(given: object) -> JobInput:
    """Check the whole input. Raises JobRefusedError: CONTRACT for the envelope, INPUT_REJECTED for the complex."""
    if not isinstance(given, dict):
        raise JobRefusedError("CONTRACT", "The job has no input object.")
    unknown = [str(key)[:40] for key in given if key not in KNOWN_KEYS]
    if unknown:
        raise JobRefusedError("CONTRACT", f"This worker does not know the input key {unknown[0]!r}.")
    if given.get("schema_version", CONTRACT_VERSION) != CONTRACT_VERSION:
        raise JobRefusedError("CONTRACT", f"This worker speaks version {CONTRACT_VERSION} of the contract, the job another one.")
    options = read_options(given.get("config", {}))
    files = read_files(given.get("files", {}))
    text = _yaml_text(given.get("input_yaml"))
    limit = _timeout_s(given.get("limits"))
    return JobInput(text, read_complex(text, files.keys()), options, files, limit, _upload_address(given.get("uploads")))


def _yaml_text(encoded: object) -> str:
    content = from_base64(encoded, 4 * MOST_CHARACTERS) if isinstance(encoded, str) and encoded else None
    if content is None:
        raise JobRefusedError("CONTRACT", "The job's input_yaml is missing or not base64.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JobRefusedError("INPUT_REJECTED", "The YAML is not a UTF-8 text.") from error


def _timeout_s(limits: Any) -> float | None:
    if limits is None:
        return None
    timeout = limits.get("executionTimeoutMs") if isinstance(limits, dict) else None
    if not isinstance(timeout, int) or isinstance(timeout, bool) or not LEAST_TIMEOUT_MS <= timeout <= MOST_TIMEOUT_MS:
        raise JobRefusedError("CONTRACT", "The job's limits name no executionTimeoutMs from 5 seconds to 7 days.")
    return timeout / 1_000


def _upload_address(uploads: Any) -> str | None:
    if uploads is None:
        return None
    address = uploads.get("answer") if isinstance(uploads, dict) and set(uploads) == {"answer"} else None
    if not isinstance(address, str) or WEB_ADDRESS.fullmatch(address) is None:
        raise JobRefusedError("CONTRACT", "The job's uploads name no web address for the answer, or more than that.")
    return address
