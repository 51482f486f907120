"""Entry of the worker: takes jobs from RunPod and answers them one at a time."""

from typing import Any

import runpod

from atomera_worker.health import is_health_job, read_health
from atomera_worker.job_folder import remove_abandoned
from atomera_worker.kept_answers import answers_folder
from atomera_worker.msa_cache import FOLDER, alignments_folder
from atomera_worker.run_job import run_job
from atomera_worker.settings import read_settings

SETTINGS = read_settings()
TALKATIVE_LEVELS = ("TRACE", "DEBUG")


async def handler(job: dict[str, Any]) -> dict[str, Any]:
    """Answer one job of the endpoint."""
    given = job.get("input")
    if is_health_job(given):
        return await read_health(SETTINGS)
    return await run_job(given, SETTINGS, lambda value: runpod.serverless.progress_update(job, value))


def serve() -> None:
    """Take jobs until the worker is stopped."""
    # At its default level RunPod's library prints inputs and answers: logs are no place for them.
    log = runpod.serverless.log
    if log.level in TALKATIVE_LEVELS:
        log.set_level("INFO")
    remove_abandoned()
    if SETTINGS.volume is not None:
        answers_folder(SETTINGS.volume).tidy()
        alignments_folder(SETTINGS.volume / FOLDER).tidy()
    runpod.serverless.start({"handler": handler})


if __name__ == "__main__":
    serve()
