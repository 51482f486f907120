"""Folders of jobs: locked while their owner lives, removed once it was killed."""

import subprocess
import sys
from pathlib import Path

from atomera_worker.job_folder import job_folder, remove_abandoned

OWNER = """
import sys, tempfile
tempfile.tempdir = sys.argv[1]
from atomera_worker.job_folder import job_folder
with job_folder() as folder:
    (folder / "input.yaml").touch()
    print(folder, flush=True)
    sys.stdin.read()
"""


def owner(root: Path) -> tuple[subprocess.Popen[str], Path]:
    """A worker in the middle of a job, and its folder."""
    command = [sys.executable, "-c", OWNER, str(root)]
    environment = {"PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_what_a_killed_worker_left_is_removed_and_nothing_else(job_root: Path) -> None:
    living, kept = owner(job_root)
    killed, left = owner(job_root)
    (job_root / "atomera-job-of-a-file").touch()
    with living, killed:
        killed.kill()
        killed.wait()
        with job_folder() as own:
            remove_abandoned()
            assert (kept / "input.yaml").exists()
            assert own.is_dir()
            assert not left.exists()
        living.communicate("")
    assert [path.name for path in job_root.iterdir()] == ["atomera-job-of-a-file"]
