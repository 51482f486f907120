"""The entry under RunPod's own library: what jobs hold does not get into its log."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

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
