"""Jobs as the app sends them, and settings under which the stand-in runs them."""

import base64
import gzip
import hashlib
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from atomera_worker.settings import Settings

STAND_IN = Path(__file__).with_name("stand_in_boltz.py")

STRUCTURE_YAML = """version: 1
sequences:
- protein:
    id: A
    sequence: MKTAYI
    msa: empty
- ligand:
    id: B
    smiles: CCNO
"""
AFFINITY_YAML = STRUCTURE_YAML + "properties:\n- affinity:\n    binder: B\n"
BOND_YAML = STRUCTURE_YAML + "constraints:\n- bond:\n    atom1: [A, 1, CA]\n    atom2: [B, 1, C1]\n"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def job_file(content: bytes, *, is_packed: bool = False) -> dict[str, str]:
    sent = gzip.compress(content) if is_packed else content
    described = {"content": base64.b64encode(sent).decode(), "sha256": hashlib.sha256(content).hexdigest()}
    return {**described, "encoding": "gzip+base64"} if is_packed else described


def content_of(answer: dict[str, Any], name: str) -> bytes:
    """Give the bytes of a file of an answer, packed or not; size and hash are what the answer says."""
    entry = answer["files"][name]
    sent = base64.b64decode(entry["content"])
    content = gzip.decompress(sent) if entry["encoding"] == "gzip+base64" else sent
    assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["size"], entry["sha256"])
    return content


def job(yaml: str = STRUCTURE_YAML, **more: Any) -> dict[str, Any]:
    config = {"devices": 1, "accelerator": "gpu", "diffusion_samples": 1, "use_msa_server": False, **more.pop("config", {})}
    return {
        "job_id": "prediction",
        "input_yaml": encoded(yaml),
        "request_data": {"name": "Test"},
        "config": config,
        "schema_version": 1,
        "attempt": "attempt",
        "limits": {"executionTimeoutMs": 600_000},
        **more,
    }


def settings(situation: str, **more: Any) -> Settings:
    common = Settings(boltz_program=(sys.executable, str(STAND_IN), situation), progress_interval_s=0.05, quiet_before_result_s=0.0)
    return replace(common, **more)
