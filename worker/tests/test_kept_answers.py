"""An attempt that is given again is answered from the volume; whatever is not this very attempt, or not whole, is run."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from atomera_worker import patient_folder
from atomera_worker.kept_answers import FOLDER, KeptAnswer
from atomera_worker.run_job import run_job
from atomera_worker.volume_folder import hashed_name
from contract import check
from hanging_volume import hanging
from jobs import AFFINITY_YAML, job, settings


def answered(given: object, situation: str, volume: Path | None) -> dict[str, Any]:
    answer = asyncio.run(run_job(given, settings(situation, volume=volume), lambda _: None))
    check("failure" if "error" in answer else "output", answer)
    return answer


@pytest.mark.usefixtures("job_root")
def test_a_repeated_attempt_is_answered_with_all_its_files_and_without_a_run(tmp_path: Path) -> None:
    first = answered(job(AFFINITY_YAML), "success", tmp_path / "volume")
    again = answered(job(AFFINITY_YAML), "unknown_error", tmp_path / "volume")
    assert again == first
    assert again["pose_files"]
    assert again["files"]


CHANGES: list[dict[str, Any]] = [
    {"attempt": "other"},
    {"job_id": "other"},
    {"request_data": {"name": "Other"}},
    {"config": {"seed": 7}},
    {"limits": {"executionTimeoutMs": 500_000}},
]


@pytest.mark.usefixtures("job_root")
@pytest.mark.parametrize("change", CHANGES)
def test_another_attempt_or_input_is_run(tmp_path: Path, change: dict[str, Any]) -> None:
    answered(job(), "success", tmp_path / "volume")
    assert answered(job(**change), "unknown_error", tmp_path / "volume")["error_code"] == "BOLTZ_FAILED"


@pytest.mark.usefixtures("job_root")
@pytest.mark.parametrize("lacking", ["job_id", "attempt"])
def test_a_job_that_names_no_attempt_is_not_kept(tmp_path: Path, lacking: str) -> None:
    given = {key: value for key, value in job().items() if key != lacking}
    answered(given, "success", tmp_path / "volume")
    assert answered(given, "unknown_error", tmp_path / "volume")["error_code"] == "BOLTZ_FAILED"


@pytest.mark.usefixtures("job_root")
@pytest.mark.parametrize("situation", ["unknown_error", "rejected", "oom_affinity", "fewer_samples"])
def test_what_failed_or_came_in_part_is_run_again(tmp_path: Path, situation: str) -> None:
    given = job(AFFINITY_YAML, config={"diffusion_samples": 2})
    answered(given, situation, tmp_path / "volume")
    again = answered(given, "success", tmp_path / "volume")
    assert again["warnings"] == []
    assert len(again["pose_files"]) == 2


@pytest.mark.usefixtures("job_root")
def test_a_damaged_answer_is_not_given(tmp_path: Path) -> None:
    answered(job(), "success", tmp_path / "volume")
    (kept,) = (tmp_path / "volume/atomera/answers").iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    assert answered(job(), "unknown_error", tmp_path / "volume")["error_code"] == "BOLTZ_FAILED"


@pytest.mark.usefixtures("job_root")
def test_a_volume_that_takes_nothing_costs_no_answer(tmp_path: Path) -> None:
    volume = tmp_path / "volume"
    volume.write_text("a file where the volume should be")
    assert "error" not in answered(job(), "success", volume)
    assert "error" not in answered(job(), "success", None)


def test_a_volume_that_hangs_costs_one_thread_however_many_jobs_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_folder, "PATIENCE_S", 0.2)
    jobs = [job(attempt=f"attempt-{place}") for place in range(4)]
    before = set(threading.enumerate())

    async def looked_for() -> None:
        with hanging(*(tmp_path / FOLDER / hashed_name(given) for given in jobs)):
            assert [await KeptAnswer(tmp_path, given).find() for given in jobs] == [None] * len(jobs)
            waiting = {thread for thread in threading.enumerate() if thread.name == patient_folder.THREAD_NAME}
            assert len(waiting - before) == 1

    asyncio.run(looked_for())
