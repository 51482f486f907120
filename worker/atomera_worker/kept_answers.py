"""Answers kept on the volume: an attempt that the platform gives again, because the first answer was lost, needs no second run.

Only whole results are kept. What failed, or came out in part, may come out better when it is run again.
"""

import asyncio
import functools
import json
import logging
from pathlib import Path
from typing import Any

from atomera_worker.patient_folder import PatientFolder
from atomera_worker.settings import MIB
from atomera_worker.volume_folder import VolumeFolder, hashed_name

LOG = logging.getLogger("atomera")
FOLDER = "atomera/answers"
MOST_AGE_S = 24 * 3_600
MOST_BYTES = 1_024 * MIB


@functools.cache
def answers_folder(volume: Path) -> PatientFolder:
    """Give the folder of a volume's answers: one for all jobs, since it remembers whether the volume hangs."""
    return PatientFolder(VolumeFolder(volume / FOLDER, MOST_AGE_S, MOST_BYTES))


class KeptAnswer:
    """The place of one attempt's answer. Without a volume, or for a job that names no attempt, nothing is found or kept."""

    def __init__(self, volume: Path | None, given: object) -> None:
        """Take the whole input of a job, which has to be the same when the attempt is given again."""
        self._folder = answers_folder(volume) if volume and _names_attempt(given) else None
        self._given = given

    async def find(self) -> dict[str, Any] | None:
        """Give the answer of this very attempt, None when there is none."""
        answer = await asyncio.to_thread(self._read)
        if answer is not None:
            LOG.info("answered from the volume: this attempt was run before")
        return answer

    async def keep(self, answer: dict[str, Any]) -> None:
        """Keep the answer of this attempt."""
        await asyncio.to_thread(self._write, answer)

    def _read(self) -> dict[str, Any] | None:
        content = self._folder.read(hashed_name(self._given)) if self._folder else None
        answer: dict[str, Any] | None = None if content is None else json.loads(content)
        return answer

    def _write(self, answer: dict[str, Any]) -> None:
        if self._folder:
            self._folder.write(hashed_name(self._given), json.dumps(answer).encode())


def _names_attempt(given: object) -> bool:
    return isinstance(given, dict) and all(isinstance(given.get(key), str) and given[key] for key in ("job_id", "attempt"))
