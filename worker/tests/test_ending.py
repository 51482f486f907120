"""Runs that do not end by themselves: cancelled, late, silent, stuck at the MSA server. Nothing of them stays."""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from atomera_worker.result_folder import RESULTS_FOLDER, STEM
from atomera_worker.run_job import run_job
from atomera_worker.settings import Settings
from boltz_files import write_results
from jobs import AFFINITY_YAML, STRUCTURE_YAML, job, settings
from processes import is_alive, until


def group_members(group: int) -> list[int]:
    members = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and is_alive(int(folder.name)):
            try:
                if os.getpgid(int(folder.name)) == group:
                    members.append(int(folder.name))
            except ProcessLookupError:
                continue
    return members


def started(root: Path) -> int:
    """The process of the stand-in in the job's folder, which leads its group; 0 before it is there."""
    for path in root.glob("*/started.json"):
        text = path.read_text()
        return int(json.loads(text)["pid"]) if text else 0
    return 0


async def cancelled(root: Path, chosen: Settings, members: int) -> tuple[int, float]:
    """Cancel a run once its group has so many members; gives the group and the seconds that ending it took."""
    task = asyncio.create_task(run_job(job(), chosen, lambda _: None))
    group = int(await until(lambda: started(root)))
    await until(lambda: len(group_members(group)) >= members)
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return group, time.monotonic() - began


@pytest.mark.parametrize(("situation", "members"), [("hang", 1), ("stubborn", 2)])
def test_a_cancelled_run_leaves_no_process_and_no_folder(job_root: Path, situation: str, members: int) -> None:
    group, seconds = asyncio.run(cancelled(job_root, settings(situation), members))
    assert group_members(group) == []
    assert list(job_root.iterdir()) == []
    # The promise is 2 s; twice that on a machine that is busy with other things.
    assert seconds < 4


def slow_python(home: Path) -> str:
    """A Python that answers as it should, only never about the stereochemistry of poses."""
    path = home / "python"
    path.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exec {sys.executable} "$@"\necho $$ > {home}/stereo.pid\nexec sleep 600\n')
    path.chmod(0o755)
    return str(path)


def test_a_cancel_while_stereochemistry_is_compared_leaves_no_process(
    tmp_path: Path, job_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_results(tmp_path / "ready", 1)
    molecules = tmp_path / "ready" / RESULTS_FOLDER / "processed/mols" / f"{STEM}.pkl"
    molecules.parent.mkdir()
    molecules.touch()
    monkeypatch.setenv("BOLTZ_STAND_IN_RESULTS", str(tmp_path / "ready"))
    noted = tmp_path / "stereo.pid"

    async def cancelled_there() -> float:
        given = job(STRUCTURE_YAML.replace("CCNO", "C[C@H](N)O"))
        task = asyncio.create_task(run_job(given, settings("ready_made", boltz_python=slow_python(tmp_path)), lambda _: None))
        await until(lambda: noted.exists() and noted.read_text())
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        seconds = time.monotonic() - began
        await until(lambda: not is_alive(int(noted.read_text())))
        return seconds

    assert asyncio.run(cancelled_there()) < 4
    assert not list(job_root.glob("atomera-*"))


@pytest.mark.parametrize(
    ("situation", "code", "limits", "config"),
    [
        ("hang", "TIME_LIMIT", {"run_limit_s": 4.0}, {}),
        ("stubborn", "TIME_LIMIT", {"run_limit_s": 4.0}, {}),
        ("hang", "BOLTZ_HUNG", {"hang_limit_s": 4.0}, {}),
        ("hang", "TIME_LIMIT", {"hang_limit_s": 1.0, "run_limit_s": 4.0}, {"accelerator": "cpu"}),
        ("hang", "BOLTZ_HUNG", {"cpu_hang_limit_s": 4.0}, {"accelerator": "cpu"}),
        ("rate_limited", "MSA_SERVER_BUSY", {"msa_limit_s": 1.0}, {"use_msa_server": True}),
        ("rate_limited", "MSA_SERVER_BUSY", {"run_limit_s": 4.0}, {"use_msa_server": True}),
        ("msa_pending", "MSA_SERVER_TIMEOUT", {"msa_limit_s": 1.0}, {"use_msa_server": True}),
    ],
)
def test_a_run_over_a_limit_is_ended_with_its_code(
    job_root: Path, situation: str, code: str, limits: dict[str, float], config: dict[str, Any]
) -> None:
    groups: list[int] = []

    async def watched() -> dict[str, Any]:
        given = {**job(config=config), "limits": None}
        task = asyncio.create_task(run_job(given, settings(situation, **limits), lambda _: None))
        groups.append(int(await until(lambda: started(job_root))))
        return await task

    answer = asyncio.run(watched())
    assert answer["error_code"] == code
    assert group_members(groups[0]) == []
    assert list(job_root.iterdir()) == []


@pytest.mark.usefixtures("job_root")
def test_a_run_that_waited_at_the_msa_server_says_for_what() -> None:
    given = {**job(config={"use_msa_server": True}), "limits": None}
    answer = asyncio.run(run_job(given, settings("msa_pending", msa_limit_s=1.0), lambda _: None))
    assert answer["error"] == "The MSA server did not deliver the alignment in time: the request was waiting in its queue until the end."


@pytest.mark.usefixtures("job_root")
def test_the_jobs_own_limit_counts() -> None:
    given = {**job(), "limits": {"executionTimeoutMs": 5_000}}
    assert asyncio.run(run_job(given, settings("hang"), lambda _: None))["error_code"] == "TIME_LIMIT"


@pytest.mark.usefixtures("job_root")
def test_poses_are_kept_when_the_affinity_runs_out_of_time() -> None:
    given = {**job(AFFINITY_YAML), "limits": None}
    answer = asyncio.run(run_job(given, settings("late_affinity", run_limit_s=6.0), lambda _: None))
    assert list(answer["pose_files"]) == ["pose_0.cif"]
    assert "time limit" in answer["warnings"][0]


@pytest.mark.parametrize(("limit", "words"), [("run_limit_s", "time limit"), ("hang_limit_s", "longest silence")])
@pytest.mark.usefixtures("job_root")
def test_a_run_that_wrote_everything_and_was_ended_does_not_blame_a_code(limit: str, words: str) -> None:
    answer = asyncio.run(run_job({**job(), "limits": None}, settings("written_but_hangs", **{limit: 4.0}), lambda _: None))
    assert answer["warnings"] == [f"Boltz-2 wrote everything, but did not end by itself: the worker ended it at its {words}."]


def test_a_child_that_outlives_boltz_is_ended_and_not_waited_for(job_root: Path) -> None:
    answer = asyncio.run(run_job(job(), settings("orphan"), lambda _: None))
    assert "error" not in answer
    assert not is_alive(int((job_root / "orphan.pid").read_text()))
