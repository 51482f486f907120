"""What tests ask about processes, and wait for."""

import asyncio
import time
from pathlib import Path
from typing import Any

PATIENCE_S = 20.0


def is_alive(process: int) -> bool:
    """Whether a process is there and no zombie, which a container without an init keeps for ever."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def until(condition: Any) -> Any:
    end = time.monotonic() + PATIENCE_S
    while not (found := condition()):
        assert time.monotonic() < end, "the condition was not met"
        await asyncio.sleep(0.02)
    return found
