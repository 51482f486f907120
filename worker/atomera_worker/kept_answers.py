"""Answers kept on the volume: an attempt that the platform gives again, because the first answer was lost, needs no second run.

Only whole results are kept. What failed, or came out in part, may come out better when it is run again.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TypeVar

from atomera_worker.settings import MIB
from atomera_worker.volume_folder import VolumeFolder, hashed_name

LOG = logging.getLogger("atomera")
FOLDER = "atomera/answers"
MOST_AGE_S = 24 * 3_600
MOST_BYTES = 1_024 * MIB
# A network volume that hangs must not cost an answer: this fits into the last seconds that a run leaves before its limit.
PATIENCE_S = 4.0

T = TypeVar("T")


class KeptAnswer:
    """The place of one attempt's answer. Without a volume, or for a job that names no attempt, nothing is found or kept."""

    def __init__(self, volume: Path | None, given: object) -> None:
        """Take the whole input of a job, which has to be the same when the attempt is given again."""
        self._folder = VolumeFolder(volume / FOLDER, MOST_AGE_S, MOST_BYTES) if volume and _names_attempt(given) else None
        self._given = given

    async def find(self) -> dict[str, Any] | None:
        """Give the answer of this very attempt, None when there is none."""
        answer = await _within_patience(asyncio.to_thread(self._read))
        if answer is not None:
            LOG.info("answered from the volume: this attempt was run before")
        return answer

    async def keep(self, answer: dict[str, Any]) -> None:
        """Keep the answer of this attempt."""
        await _within_patience(asyncio.to_thread(self._write, answer))

    def _read(self) -> dict[str, Any] | None:
        content = self._folder.read(hashed_name(self._given)) if self._folder else None
        answer: dict[str, Any] | None = None if content is None else json.loads(content)
        return answer

    def _write(self, answer: dict[str, Any]) -> None:
        if self._folder:
            self._folder.write(hashed_name(self._given), json.dumps(answer).encode())


def _names_attempt(given: object) -> bool:
    return isinstance(given, dict) and all(isinstance(given.get(key), str) and given[key] for key in ("job_id", "attempt"))


async def _within_patience(work: Awaitable[T]) -> T | None:
    try:
        return await asyncio.wait_for(work, PATIENCE_S)
    except TimeoutError:
        LOG.warning("the volume did not answer within %s s", PATIENCE_S)
        return None
