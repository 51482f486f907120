"""One job from its input to its answer: check, run Boltz-2 in a fresh folder, judge, pack. The folder is gone afterwards."""

import asyncio
import contextlib
import logging
import math
import re
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from atomera_worker.answer import Provenance
from atomera_worker.answer_delivery import AnswerParts, DeliveryLimits, deliver
from atomera_worker.boltz_environment import boltz_environment
from atomera_worker.boltz_options import OptionValue
from atomera_worker.boltz_process import RunEnd, RunLimits, run_boltz
from atomera_worker.engine import engine_of, gpu_name
from atomera_worker.job_folder import job_folder
from atomera_worker.job_input import JobInput, read_job
from atomera_worker.kept_answers import KeptAnswer
from atomera_worker.patient_folder import PATIENCE_S
from atomera_worker.progress import ProgressSequence, RunPlan
from atomera_worker.refusal import ErrorCode, JobRefusedError, failed_answer
from atomera_worker.result_folder import STEM, FoundResults, read_results
from atomera_worker.run_watch import RunWatch
from atomera_worker.settings import Settings
from atomera_worker.stereo_check import has_stereo, stereo_warnings
from atomera_worker.verdict import Failure, RunFacts, classify
from atomera_worker.volume_folder import NO_ROOM

T = TypeVar("T")
Report = Callable[[dict[str, Any]], None]
# The Boltz-2 package and the GPU.
Machine = tuple[dict[str, str | None] | None, str | None]

STDERR_TAIL_CHARACTERS = 8_000
OUT_FOLDER = "out"
# Boltz-2's own default.
PUBLIC_MSA_SERVER = "https://api.colabfold.com"
LOG = logging.getLogger("atomera")
WITHOUT_KERNELS = "Boltz-2 ran without its fast kernels, because their package is not installed: slower, with the same results."
# Reading and packing come after Boltz-2 and have to fit below the platform's limit too.
MARGIN_SHARE, LEAST_MARGIN_S, MOST_MARGIN_S = 0.05, 2.0, 30.0
# Of that, what an upload leaves for sending the answer itself.
LAST_SECONDS = 5.0
# Starting a Python with RDKit takes one or two, comparing a hundredth of one for each pose.
STEREO_SECONDS = 20.0


@dataclass
class JobRun:
    """A job while it runs."""

    job: JobInput
    settings: Settings
    started_at: float
    watch: RunWatch
    sequence: ProgressSequence
    report: Report
    kept: KeptAnswer
    reported_at: float | None = None

    def tell(self) -> None:
        """Report the progress when there is any; a report that fails must not cost the run."""
        value = self.sequence.next(self.watch.progress)
        if value is None:
            return
        self.reported_at = time.monotonic()
        try:
            self.report(value)
        except Exception as error:
            LOG.warning("progress could not be reported: %s", error)

    async def keep_quiet(self) -> None:
        """Wait until the last report has surely arrived: one that comes after the answer would overwrite it."""
        if self.reported_at is not None:
            await asyncio.sleep(max(0.0, self.reported_at + self.settings.quiet_before_result_s - time.monotonic()))


async def run_job(given: object, settings: Settings, report: Report) -> dict[str, Any]:
    """Answer a job: a result, or `error` with `error_code`. Cancelling it ends Boltz-2 and removes the folder."""
    started_at = time.monotonic()
    run: JobRun | None = None
    try:
        job = on_this_machine(await asyncio.to_thread(read_job, given), settings)
        _demand_one_msa_server(job, settings)
        kept = KeptAnswer(settings.volume, given)
        found = await kept.find()
        if found is not None:
            return found
        run = JobRun(job, settings, started_at, RunWatch(_plan(job)), ProgressSequence(), report, kept)
        with job_folder() as folder:
            answer = await _run_in(folder, run)
    except JobRefusedError as refusal:
        answer = failed_answer(refusal.code, refusal.sentence, _stderr_tail(run))
    except Exception as error:
        # Without an answer the platform would show a traceback with this machine's paths.
        LOG.exception("the worker failed")
        code, sentence = _own_fault(error)
        answer = failed_answer(code, sentence, _stderr_tail(run))
    if run is not None:
        await run.keep_quiet()
    return answer


def _own_fault(error: Exception) -> tuple[ErrorCode, str]:
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return "DISK_FULL", "The disk of the worker is full."
    return "BOLTZ_FAILED", f"The worker itself failed ({type(error).__name__})."


def on_this_machine(job: JobInput, settings: Settings) -> JobInput:
    """Give the job with what this machine decides: where and how fast it is computed, and who is asked for alignments; not what."""
    own: dict[str, OptionValue] = {}
    if settings.accelerator is not None:
        own["accelerator"] = settings.accelerator
    if settings.no_kernels:
        own["no_kernels"] = True
    if settings.msa_server_url is not None and job.options.uses_msa_server and job.options.msa_server_url is None:
        own["msa_server_url"] = settings.msa_server_url
    return replace(job, options=job.options.on(own))


def _demand_one_msa_server(job: JobInput, settings: Settings) -> None:
    """Sequences go to nobody but whom both the job and the owner of this worker have named."""
    named, own = job.options.msa_server_url, settings.msa_server_url
    if named is None or own is None or named.rstrip("/") == own.rstrip("/"):
        return
    raise JobRefusedError(
        "CONTRACT", f"This worker asks no MSA server but its own (ATOMERA_MSA_SERVER_URL), and the job names {named[:100]}."
    )


def run_limit_s(execution_timeout_s: float) -> float:
    """Seconds that Boltz-2 may take of the platform's limit."""
    return execution_timeout_s - min(MOST_MARGIN_S, max(LEAST_MARGIN_S, execution_timeout_s * MARGIN_SHARE))


def boltz_words(job: JobInput) -> list[str]:
    """Give the words of Boltz-2's command line for a job, relative to its folder."""
    return ["predict", f"{STEM}.yaml", "--out_dir", OUT_FOLDER, *job.options.arguments()]


def _plan(job: JobInput) -> RunPlan:
    return RunPlan(
        has_msa=job.options.uses_msa_server,
        has_affinity=job.complex.wants_affinity,
        structure_steps=job.options.steps("sampling_steps"),
        affinity_steps=job.options.steps("sampling_steps_affinity"),
    )


async def _run_in(folder: Path, run: JobRun) -> dict[str, Any]:
    await asyncio.to_thread(_write_inputs, folder, run.job)
    # Asked while Boltz-2 runs, so that a slow answer does not come off the time for packing.
    async with _meanwhile(_machine(run.settings)) as machine:
        async with _meanwhile(_keep_telling(run)):
            end = await _run_boltz(folder, run)
        return await _judged(folder, run, end, machine)


async def _judged(folder: Path, run: JobRun, end: RunEnd, machine: asyncio.Task[Machine]) -> dict[str, Any]:
    results = await asyncio.to_thread(read_results, folder / OUT_FOLDER)
    verdict = classify(_facts(run, end, results))
    if isinstance(verdict, Failure):
        return failed_answer(verdict.code, verdict.sentence, _stderr_tail(run))
    run.watch.enter("packaging", "Packing the results")
    run.tell()
    warnings = [*verdict.warnings, *_speed_warnings(run), *await _stereo_warnings(folder, run, results)]
    parts = AnswerParts(results, warnings, _provenance(run, *await machine), verdict.shortfalls)
    answer = await deliver(parts, run.job.upload_address, _limits(run))
    if verdict.is_whole:
        await run.kept.keep(answer)
    return answer


def _limits(run: JobRun) -> DeliveryLimits:
    settings = run.settings
    return DeliveryLimits(settings.answer_bytes, settings.uploaded_answer_bytes, settings.upload_limit_s, _answer_due_at(run))


def _answer_due_at(run: JobRun) -> float:
    """When the answer has to be packed, on the monotonic clock: afterwards it is kept, waits for the last report, and is sent."""
    timeout, settings = run.job.execution_timeout_s, run.settings
    if timeout is None:
        return math.inf
    keeping_s = PATIENCE_S if settings.volume is not None else 0.0
    return run.started_at + timeout - keeping_s - settings.quiet_before_result_s - LAST_SECONDS


async def _stereo_warnings(folder: Path, run: JobRun, results: FoundResults) -> list[str]:
    # A bond to the protein may change what a SMILES says about the atoms at it.
    if run.job.complex.has_bonds or not has_stereo(run.job.yaml_text):
        return []
    limit_s = min(STEREO_SECONDS, (_answer_due_at(run) - time.monotonic()) / 2)
    return await stereo_warnings(run.settings.boltz_python, folder / OUT_FOLDER, results.sound_samples, limit_s)


def _write_inputs(folder: Path, job: JobInput) -> None:
    (folder / f"{STEM}.yaml").write_text(job.yaml_text, encoding="utf-8")
    for name, content in job.files.items():
        (folder / name).write_bytes(content)


async def _run_boltz(folder: Path, run: JobRun) -> RunEnd:
    settings, timeout = run.settings, run.job.execution_timeout_s
    limits = RunLimits(
        deadline=run.started_at + (settings.run_limit_s if timeout is None else run_limit_s(timeout)),
        hang_s=settings.cpu_hang_limit_s if run.job.options.is_on_cpu else settings.hang_limit_s,
        msa_s=settings.msa_limit_s,
        grace_s=settings.grace_s,
    )
    command = [*settings.boltz_program, *boltz_words(run.job)]
    return await run_boltz(command, folder, boltz_environment(settings), limits, run.watch)


@contextlib.asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, T]) -> AsyncIterator[asyncio.Task[T]]:
    """Do the work beside what is in the block; at its end the work is ended too."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        # Not awaited itself: its cancel could not be told from one of the job.
        await asyncio.wait([task])


async def _keep_telling(run: JobRun) -> None:
    """Report about once a second."""
    while True:
        run.tell()
        await asyncio.sleep(run.settings.progress_interval_s)


def _facts(run: JobRun, end: RunEnd, results: FoundResults) -> RunFacts:
    return RunFacts(
        ending=end.ending,
        exit_code=end.exit_code,
        signals=run.watch.signals,
        complex=run.job.complex,
        samples_asked=run.job.options.samples,
        samples_sound=len(results.sound_samples),
        sample_faults=tuple(sample.fault for sample in results.samples if sample.fault is not None),
        confidence_faults=tuple(sample.confidence_fault for sample in results.sound_samples if sample.confidence_fault is not None),
        affinity_sound=bool(results.sound_affinities),
        affinity_faults=tuple(affinity.fault for affinity in results.affinities if affinity.fault is not None),
        msa_state=run.watch.progress.queue_state,
        stage=run.watch.progress.stage,
    )


async def _machine(settings: Settings) -> Machine:
    return await engine_of(settings.boltz_python), await gpu_name()


def _alignments(run: JobRun) -> dict[str, str] | None:
    """Where the alignments come from, when the server was asked, and which one."""
    asked = run.watch.progress.msa
    return None if asked is None else {**asked, "server": _without_user(run.job.options.msa_server_url or PUBLIC_MSA_SERVER)}


def _without_user(word: str) -> str:
    """Take the name and password out of an address: that of a server of one's own may have them."""
    return re.sub(r"(?<=://)[^/\s]*@", "", word)


def _provenance(run: JobRun, engine: dict[str, str | None] | None, gpu: str | None) -> Provenance:
    return Provenance(
        engine=engine,
        gpu=gpu,
        command=["boltz", *(_without_user(word) for word in _words_run(run))],
        timings=run.watch.timings(),
        logs={"boltz_stdout.log": run.watch.tail("stdout"), "boltz_stderr.log": run.watch.tail("stderr")},
        msa=_alignments(run),
    )


def _words_run(run: JobRun) -> list[str]:
    """Give the words with which Boltz-2 ran: those that the launcher settled, once it has said them."""
    return run.watch.words or boltz_words(run.job)


def _speed_warnings(run: JobRun) -> list[str]:
    is_own_doing = "--no_kernels" in _words_run(run) and "--no_kernels" not in boltz_words(run.job)
    return [WITHOUT_KERNELS] if is_own_doing and not run.job.options.is_on_cpu else []


def _stderr_tail(run: JobRun | None) -> str | None:
    return (run.watch.tail("stderr")[-STDERR_TAIL_CHARACTERS:] or None) if run else None
