"""Places that every test of a run needs."""

import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def job_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the worker makes the folders of its jobs."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path
