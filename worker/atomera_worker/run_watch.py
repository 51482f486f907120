"""Listens to a run: keeps the ends of both streams, collects signals, follows the progress, and knows since when it is quiet."""

import itertools
import json
import time
from collections.abc import Callable

from atomera_worker.launcher import COMMAND_MARK, STEP_MARK
from atomera_worker.log_lines import LineSplitter, LogTail
from atomera_worker.progress import ProgressReader, RunPlan
from atomera_worker.signals import SignalScan
from atomera_worker.verdict import Ending

TAIL_CHARACTERS = 64 * 1024
STREAMS = ("stdout", "stderr")


class RunWatch:
    """One run as seen through its output; times are seconds of `clock`."""

    def __init__(self, plan: RunPlan, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin when the run begins."""
        self._clock = clock
        self._splitters = {stream: LineSplitter() for stream in STREAMS}
        self._tails = {stream: LogTail(TAIL_CHARACTERS) for stream in STREAMS}
        self._scan = SignalScan()
        self.progress = ProgressReader(plan)
        # The words with which Boltz-2 was really started, None until the launcher has said them.
        self.words: list[str] | None = None
        self._last_output_at = clock()
        self._stage_began = {self.progress.stage: clock()}

    def feed(self, stream: str, chunk: bytes, *, is_last: bool = False) -> None:
        """Take what a stream gave; `is_last` ends an unfinished line."""
        self._last_output_at = self._clock()
        for line in self._splitters[stream].feed(chunk, is_last=is_last):
            self.progress.feed(line)
            self._stage_began.setdefault(self.progress.stage, self._last_output_at)
            if line.startswith(COMMAND_MARK):
                self.words = _words_in(line.removeprefix(COMMAND_MARK))
            elif STEP_MARK not in line:
                self._scan.feed(line)
                self._tails[stream].feed(line)

    def enter(self, stage: str, message: str) -> None:
        """Go on to a stage of the worker's own."""
        self.progress.enter(stage, message)
        self._stage_began.setdefault(stage, self._clock())

    @property
    def signals(self) -> dict[str, str]:
        """The signals so far."""
        return dict(self._scan.found)

    def tail(self, stream: str) -> str:
        """The end of a stream."""
        return self._tails[stream].text()

    def overdue(self, hang_limit_s: float, msa_limit_s: float) -> Ending | None:
        """Why the run has to be ended now: too long at the MSA server, or too long without a word."""
        now = self._clock()
        if self.progress.stage == "msa" and now - self._stage_began["msa"] > msa_limit_s:
            return Ending.MSA_BUSY if self.progress.queue_state == "RATELIMIT" else Ending.MSA_TIMEOUT
        return Ending.HUNG if now - self._last_output_at > hang_limit_s else None

    def timings(self) -> dict[str, float]:
        """Seconds spent in each stage that was reached, the last one until now."""
        marks = [*self._stage_began.items(), ("", self._clock())]
        return {stage: round(end - begin, 3) for (stage, begin), (_, end) in itertools.pairwise(marks)}


def _words_in(text: str) -> list[str] | None:
    try:
        words = json.loads(text)
    except ValueError:
        return None
    return [str(word) for word in words] if isinstance(words, list) else None
