"""Reads from Boltz-2's output how far a run is: stage, fraction of the whole run, words. Never backwards, never 1. Pure."""

import re
from dataclasses import dataclass
from typing import Any

from atomera_worker.launcher import STEP_MARK
from atomera_worker.msa_cache import MSA_MARK
from atomera_worker.msa_patience import AGAIN_WORDS

STAGES = ("starting", "weights", "input", "msa", "structure", "affinity", "packaging")
# Parts of the whole run that a stage takes, from what runs of some hundred tokens were reported to take.
SHARES = {"starting": 2, "weights": 3, "input": 2, "msa": 25, "structure": 45, "affinity": 20, "packaging": 3}
MOST_FRACTION = 0.99

# In the order in which they are tried on a line: the affinity stage repeats some words of the structure stage.
MARKERS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("weights", re.compile(r"(?:Downloading|Extracting) the (?:CCD|Boltz-2)"), "Loading weights"),
    ("affinity", re.compile(r"Predicting property: affinity|Running affinity prediction"), "Predicting the affinity"),
    ("structure", re.compile(r"Running structure prediction"), "Predicting the structure"),
    ("msa", re.compile(r"Generating MSA for|Calling MSA server"), "Asking the MSA server"),
    ("input", re.compile(r"Checking input data\.|Processing \d+ inputs? with"), "Checking the input"),
)
QUEUE = re.compile(r"(?:^|Reason: )(SUBMIT|PENDING|RUNNING|COMPLETE|RATELIMIT)\b(?::\s*(\d{1,3})%)?")
QUEUE_WORDS = {
    "SUBMIT": "Asking the MSA server",
    "PENDING": "Waiting in the queue of the MSA server",
    "RUNNING": "The MSA server is aligning",
    "COMPLETE": "The alignment is there",
    "RATELIMIT": "The MSA server is busy and asked to wait",
}
# Several proteins are two questions: first their alignments as pairs, then those of each.
SEQUENCES = re.compile(r"Calling MSA server for target .* with (\d+) sequences")
STEP = re.compile(re.escape(STEP_MARK) + r" (\d+)$")
MSA = re.compile(re.escape(MSA_MARK) + r" (server|cache) (\S{1,40})$")
MSA_WORDS = {"server": "The alignment is there", "cache": "The alignment was kept from an earlier run"}


@dataclass(frozen=True)
class RunPlan:
    """What a run goes through, as asked for; steps are denoising steps."""

    has_msa: bool
    has_affinity: bool
    structure_steps: int
    affinity_steps: int


class ProgressReader:
    """Follows one run line by line."""

    def __init__(self, plan: RunPlan) -> None:
        """Begin at the start of a run."""
        self._plan = plan
        self._inside = 0.0
        self._highest = 0.0
        self.stage = "starting"
        self.message = "Starting Boltz-2"
        self.queue_state: str | None = None
        self._questions = 1
        self._answered = 0
        self.msa: dict[str, str] | None = None

    def feed(self, line: str) -> None:
        """Look at one line of either stream."""
        step = STEP.search(line)
        if step is not None:
            self._count(int(step.group(1)))
            return
        msa = MSA.search(line)
        if msa is not None:
            self.msa = {"source": msa.group(1), "asked_at": msa.group(2)}
            self.message = MSA_WORDS[msa.group(1)]
            return
        sequences = SEQUENCES.search(line)
        if sequences is not None:
            # Also when the launcher asks anew.
            self._questions, self._answered, self.queue_state = (2 if int(sequences.group(1)) > 1 else 1), 0, None
        for stage, pattern, message in MARKERS:
            if pattern.search(line):
                self.enter(stage, message)
                return
        if self.stage == "msa":
            if line.startswith(AGAIN_WORDS):
                self.message = "The MSA server had trouble and is asked again after a pause"
            # Boltz-2's bar ends without a line feed: what its client says about the queue follows on the same line.
            for state, percent in QUEUE.findall(line):
                self._follow_queue(state, percent)

    def enter(self, stage: str, message: str) -> None:
        """Go on to a stage; one that lies behind is passed over."""
        if STAGES.index(stage) > STAGES.index(self.stage):
            self.stage, self.message, self._inside = stage, message, 0.0

    @property
    def fraction(self) -> float:
        """Part of the whole run that is done, 0 to 0.99; it only grows."""
        stages = [stage for stage in STAGES if self._is_planned(stage) or stage == self.stage]
        total = sum(SHARES[stage] for stage in stages)
        behind = sum(SHARES[stage] for stage in stages if STAGES.index(stage) < STAGES.index(self.stage))
        reached = (behind + SHARES[self.stage] * self._inside) / total
        self._highest = max(self._highest, min(reached, MOST_FRACTION))
        return round(self._highest, 3)

    def _is_planned(self, stage: str) -> bool:
        return {"msa": self._plan.has_msa, "affinity": self._plan.has_affinity}.get(stage, True)

    def _count(self, step: int) -> None:
        steps = {"structure": self._plan.structure_steps, "affinity": self._plan.affinity_steps}.get(self.stage)
        if steps is not None:
            self._inside = max(self._inside, min(step / steps, 1.0))
            self.message = f"Denoising step {min(step, steps)} of {steps}"

    def _follow_queue(self, state: str, percent: str) -> None:
        if self.queue_state == "COMPLETE" and state != "COMPLETE":
            self._answered = min(self._answered + 1, self._questions - 1)
        self.queue_state = state
        is_first_of_two = state == "COMPLETE" and self._answered + 1 < self._questions
        self.message = "The first of two alignments is there" if is_first_of_two else QUEUE_WORDS[state]
        if percent != "":
            self._inside = max(self._inside, (self._answered + min(int(percent), 100) / 100) / self._questions)


class ProgressSequence:
    """Numbers what is reported and leaves out what says nothing new."""

    def __init__(self) -> None:
        """Begin before the first report."""
        self._seq = 0
        self._last: tuple[str, float, str] | None = None

    def next(self, reader: ProgressReader) -> dict[str, Any] | None:
        """Give the value to report, or None when nothing changed since the last one."""
        now = (reader.stage, reader.fraction, reader.message)
        if now == self._last:
            return None
        self._last = now
        self._seq += 1
        return {"seq": self._seq, "stage": now[0], "fraction": now[1], "message": now[2][:500]}
