"""A folder on a volume that hangs: waited for a moment, then left alone until it answers again."""

import threading
import time
from pathlib import Path

import pytest

from atomera_worker import patient_folder
from atomera_worker.patient_folder import PatientFolder
from atomera_worker.volume_folder import VolumeFolder
from hanging_volume import hanging


@pytest.fixture(autouse=True)
def _with_little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_folder, "PATIENCE_S", 0.2)


def folder_at(path: Path) -> PatientFolder:
    return PatientFolder(VolumeFolder(path, 3_600, 1_000))


def test_it_reads_and_writes_like_the_folder_behind_it(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    assert folder.read("name") is None
    assert folder.write("name", b"content")
    assert folder.read("name") == b"content"
    assert not folder.write("other", b"x" * 1_001)


def test_a_volume_that_hangs_is_asked_once_and_again_when_it_answers(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    folder.write("kept", b"content")
    before = set(threading.enumerate())
    with hanging(tmp_path / "name"):
        assert folder.read("name") is None
        (stuck,) = set(threading.enumerate()) - before
        assert folder.read("kept") is None
        assert not folder.write("new", b"new")
        assert set(threading.enumerate()) - before == {stuck}
    stuck.join()
    assert folder.read("kept") == b"content"
    assert folder.write("new", b"new")


def test_a_write_that_hangs_is_not_waited_for_and_still_comes_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought = threading.Event()
    monkeypatch.setattr("os.fsync", lambda _: brought.wait())
    folder = folder_at(tmp_path)
    before = set(threading.enumerate())
    began = time.monotonic()
    assert not folder.write("name", b"content")
    assert time.monotonic() - began < 10
    (stuck,) = set(threading.enumerate()) - before
    brought.set()
    stuck.join()
    assert folder.read("name") == b"content"


def test_what_fails_behind_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("no name")

    monkeypatch.setattr(VolumeFolder, "read", fail)
    folder = folder_at(tmp_path)
    for _ in range(2):
        with pytest.raises(ValueError, match="no name"):
            folder.read("name")
