"""The entry under RunPod's own library: what jobs hold does not get into its log."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from atomera_worker.kept_answers import FOLDER as ANSWERS
from atomera_worker.kept_answers import MOST_AGE_S as ANSWERS_MOST_AGE_S
from atomera_worker.msa_cache import FOLDER as ALIGNMENTS
from atomera_worker.msa_cache import MOST_AGE_S as ALIGNMENTS_MOST_AGE_S
from jobs import job

HANDLER = Path(__file__).parents[1] / "handler.py"


@pytest.mark.parametrize("level", [None, "DEBUG", "TRACE", "ERROR"])
def test_the_input_of_a_job_is_not_printed(tmp_path: Path, level: str | None) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RUNPOD_")}
    if level is not None:
        environment["RUNPOD_LOG_LEVEL"] = level
    given = job("sequences: refused", request_data={"name": "a name that is nobody's business"})
    command = [sys.executable, str(HANDLER), "--test_input", json.dumps({"id": "job", "input": given})]
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "nobody's business" not in ended.stdout + ended.stderr
    assert ("Started." in ended.stdout) is (level != "ERROR")


def test_a_worker_that_starts_removes_what_is_too_old_from_its_volume(tmp_path: Path) -> None:
    kept = []
    for folder, most_age_s in ((ANSWERS, ANSWERS_MOST_AGE_S), (ALIGNMENTS, ALIGNMENTS_MOST_AGE_S)):
        for name, age_s in (("old", most_age_s + 600), ("young", most_age_s - 600)):
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            os.utime(path, (time.time() - age_s,) * 2)
            kept.append(path)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RUNPOD_")}
    command = [sys.executable, str(HANDLER), "--test_input", json.dumps({"id": "job", "input": {"health": True}})]
    subprocess.run(command, cwd=tmp_path, env={**environment, "ATOMERA_VOLUME": str(tmp_path)}, capture_output=True, check=False)
    assert [path.name for path in kept if path.exists()] == ["young", "young"]
