"""Ends a process together with all that it started, which has to be a group of its own."""

import asyncio
import contextlib
import os
import signal
import time

EXIT_INTERVAL_S = 0.02


async def end_group(process: asyncio.subprocess.Process, grace_s: float) -> None:
    """Ask the whole group to end, then make it; takes `grace_s` seconds twice at most."""
    try:
        if process.returncode is None:
            _signal_group(process.pid, signal.SIGTERM)
            await _exit_within(grace_s, process)
    finally:
        _signal_group(process.pid, signal.SIGKILL)
    await _exit_within(grace_s, process)


async def _exit_within(seconds: float, process: asyncio.subprocess.Process) -> None:
    """Look for the exit itself: `process.wait()` also waits for the pipes, which a child may hold open for ever."""
    end = time.monotonic() + seconds
    while process.returncode is None and time.monotonic() < end:  # noqa: ASYNC110 - asyncio tells of an exit in no other way
        await asyncio.sleep(EXIT_INTERVAL_S)


def _signal_group(leader: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
