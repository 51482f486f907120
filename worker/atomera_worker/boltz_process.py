"""Runs Boltz-2 in a process group of its own and leaves none of it behind, whether it ends, is late or is cancelled."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from atomera_worker.process_group import end_group
from atomera_worker.refusal import JobRefusedError
from atomera_worker.run_watch import RunWatch
from atomera_worker.verdict import Ending

CHUNK_BYTES = 64 * 1024
CHECK_INTERVAL_S = 0.1


@dataclass(frozen=True)
class RunLimits:
    """Seconds: `deadline` on the monotonic clock, the others as durations."""

    deadline: float
    hang_s: float
    msa_s: float
    grace_s: float


@dataclass(frozen=True)
class RunEnd:
    """How a run ended; `exit_code` is negative for a signal."""

    ending: Ending
    exit_code: int | None


async def run_boltz(command: Sequence[str], folder: Path, environment: Mapping[str, str], limits: RunLimits, watch: RunWatch) -> RunEnd:
    """Run a command in `folder` to its end or its limits. Raises JobRefusedError (BOLTZ_MISSING) when it can not be started."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env={**environment, "PYTHONUNBUFFERED": "1"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise JobRefusedError("BOLTZ_MISSING", "The program of Boltz-2 could not be started.") from error
    readers = [asyncio.create_task(_listen(stream, name, watch)) for name, stream in _pipes(process)]
    try:
        ending = await _until_end(process, limits, watch)
    finally:
        await _end_group(process, limits.grace_s, readers)
    return RunEnd(ending, process.returncode)


def _pipes(process: asyncio.subprocess.Process) -> list[tuple[str, asyncio.StreamReader]]:
    return [(name, stream) for name, stream in (("stdout", process.stdout), ("stderr", process.stderr)) if stream is not None]


async def _listen(stream: asyncio.StreamReader, name: str, watch: RunWatch) -> None:
    while chunk := await stream.read(CHUNK_BYTES):
        watch.feed(name, chunk)
    watch.feed(name, b"", is_last=True)


async def _until_end(process: asyncio.subprocess.Process, limits: RunLimits, watch: RunWatch) -> Ending:
    """Wait until the process ended or has to be ended."""
    while process.returncode is None:
        if time.monotonic() >= limits.deadline:
            # Time that ran out at the MSA server says nothing about the GPU.
            return watch.overdue(limits.hang_s, 0.0) or Ending.TIME_LIMIT
        overdue = watch.overdue(limits.hang_s, limits.msa_s)
        if overdue is not None:
            return overdue
        await asyncio.sleep(CHECK_INTERVAL_S)
    return Ending.EXITED


async def _end_group(process: asyncio.subprocess.Process, grace_s: float, readers: Sequence[asyncio.Task[None]]) -> None:
    """End the whole group; what a child still holds open is not waited for longer than `grace_s`."""
    await end_group(process, grace_s)
    _, late = await asyncio.wait(readers, timeout=grace_s)
    for reader in late:
        reader.cancel()
