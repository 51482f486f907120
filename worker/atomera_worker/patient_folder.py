"""A folder on the volume that is waited for only so long: a network volume that hangs costs some seconds, neither an answer nor the worker.

The launcher uses it inside Boltz-2's Python too, so it needs nothing but the standard library.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from atomera_worker.volume_folder import VolumeFolder

LOG = logging.getLogger("atomera")
# Fits into the last seconds that a run leaves before its limit.
PATIENCE_S = 4.0
THREAD_NAME = "volume"

T = TypeVar("T")


class PatientFolder:
    """Reads and writes like the folder behind it. While a call still hangs there it is left alone, so one thread at most is ever lost."""

    def __init__(self, folder: VolumeFolder) -> None:
        """Ask nothing of the folder yet."""
        self._folder = folder
        self._is_idle = threading.Event()
        self._is_idle.set()

    def read(self, name: str) -> bytes | None:
        """Give what was written under a name; None also when the volume did not answer in time."""
        return self._within_patience(lambda: self._folder.read(name))

    def write(self, name: str, content: bytes) -> bool:
        """Keep content under a name; False also when that is not known in time."""
        return self._within_patience(lambda: self._folder.write(name, content)) is True

    def tidy(self) -> None:
        """Remove what is too old or too much."""
        self._within_patience(self._folder.tidy)

    def _within_patience(self, work: Callable[[], T]) -> T | None:
        if not self._is_idle.is_set():
            return None
        self._is_idle.clear()
        future: Future[T] = Future()
        # A thread of a pool would be waited for when the process ends.
        threading.Thread(name=THREAD_NAME, target=self._settle, args=(future, work), daemon=True).start()
        try:
            return future.result(PATIENCE_S)
        except TimeoutError:
            LOG.warning("the volume did not answer within %g s", PATIENCE_S)
            return None

    def _settle(self, future: Future[T], work: Callable[[], T]) -> None:
        try:
            result = work()
        except BaseException as error:
            self._is_idle.set()
            future.set_exception(error)
        else:
            self._is_idle.set()
            future.set_result(result)
