"""Asks an MSA server again after what may pass: an error page, silence, maintenance. A few times, with growing pauses.

It runs inside Boltz-2's Python around its `compute_msa`, so it needs nothing but the standard library. A server that asks to wait is
not its subject: Boltz-2 itself waits there.
"""

import functools
import os
import re
import shutil
import sys
import tarfile
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ComputeMsa = Callable[..., None]

# Seconds within which an answer has to be there; the worker ends the run a moment later.
LIMIT_VARIABLE = "ATOMERA_MSA_LIMIT_SECONDS"
# More would keep a GPU waiting for a server that has turned it away.
PAUSES_S = (10.0, 30.0, 90.0)
AGAIN_WORDS = "The MSA server is asked again"
MAY_PASS = re.compile(r"MMseqs2 API is (?:giving errors|undergoing maintenance)|Too many failed attempts for the MSA generation request")
# What reading an archive raises that is an error page or was cut off.
NO_ARCHIVE = (tarfile.TarError, EOFError, zlib.error)


def asking_again(compute_msa: ComputeMsa, limit_s: float, sleep: Callable[[float], None] = time.sleep) -> ComputeMsa:
    """Wrap Boltz-2's question to the MSA server, to be asked within `limit_s` seconds."""

    def patient(*given: Any, **named: Any) -> None:
        due_at = time.monotonic() + limit_s
        for pause_s in PAUSES_S:
            try:
                return compute_msa(*given, **named)
            except Exception as error:
                if not _may_pass(error) or time.monotonic() + pause_s >= due_at:
                    raise
                sys.stderr.write(f"{error}\n{AGAIN_WORDS} in {pause_s:g} s.\n")
                sys.stderr.flush()
            _forget_replies(named.get("msa_dir"), named.get("target_id"))
            sleep(pause_s)
        return compute_msa(*given, **named)

    # What is put around it next looks at what Boltz-2's own takes.
    @functools.wraps(compute_msa)
    def told(*given: Any, **named: Any) -> None:
        try:
            patient(*given, **named)
        except NO_ARCHIVE as error:
            raise RuntimeError("Server didn't reply with an archive of alignments.") from error

    return told


def wrap_msa(boltz_main: Any, environment: Mapping[str, str] = os.environ) -> bool:
    """Put it around `boltz.main.compute_msa`, where there is one and the worker has named its limit."""
    limit = environment.get(LIMIT_VARIABLE)
    if not limit or not hasattr(boltz_main, "compute_msa"):
        return False
    boltz_main.compute_msa = asking_again(boltz_main.compute_msa, float(limit))
    return True


def _may_pass(error: Exception) -> bool:
    return isinstance(error, NO_ARCHIVE) or MAY_PASS.search(str(error)) is not None


def _forget_replies(msa_dir: object, target_id: object) -> None:
    """Remove what was downloaded: Boltz-2 would take an error page that lies there for the archive, and not ask again."""
    if isinstance(msa_dir, Path):
        for folder in msa_dir.glob(f"{target_id}_*paired_tmp_*"):
            shutil.rmtree(folder, ignore_errors=True)
