"""Folders of jobs: locked while their owner lives, removed once it was killed."""

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

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
    (job_root / "atomera-locked-job-of-a-file").touch()
    # A worker of an earlier version that still runs: it locks nothing.
    (job_root / "atomera-job-of-before").mkdir()
    with living, killed:
        killed.kill()
        killed.wait()
        with job_folder() as own:
            remove_abandoned()
            assert (kept / "input.yaml").exists()
            assert own.is_dir()
            assert not left.exists()
        living.communicate("")
    assert {path.name for path in job_root.iterdir()} == {"atomera-locked-job-of-a-file", "atomera-job-of-before"}


@pytest.mark.parametrize("fault", [errno.EBADF, errno.ENOSYS, errno.ENOLCK])
def test_where_folders_can_not_be_locked_a_job_has_its_own_all_the_same(
    job_root: Path, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    def refuse(_folder: int, _operation: int) -> None:
        raise OSError(fault, os.strerror(fault))

    flock = fcntl.flock
    monkeypatch.setattr(fcntl, "flock", refuse)
    with job_folder() as folder:
        (folder / "input.yaml").touch()
        # Also a worker that gets locks takes it for nothing abandoned.
        monkeypatch.setattr(fcntl, "flock", flock)
        remove_abandoned()
        assert (folder / "input.yaml").exists()
    assert not list(job_root.iterdir())
