"""Files on a shared volume: whole or not there, whatever happens to the volume or to those who write."""

import errno
import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from atomera_worker.volume_folder import MOST_UNFINISHED_AGE_S, UNFINISHED, VolumeFolder, hashed_name

LARGE = 1024 * 1024


def folder_at(path: Path, most_age_s: float = 3_600, most_bytes: int = 64 * LARGE) -> VolumeFolder:
    return VolumeFolder(path / "kept", most_age_s, most_bytes)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    assert folder.read("name") is None
    assert folder.write("name", b"\nline\n\x00")
    assert folder.read("name") == b"\nline\n\x00"
    assert folder.write("name", b"")
    assert folder.read("name") == b""


DAMAGES: list[Callable[[bytes], bytes]] = [lambda kept: kept[:-1], lambda kept: kept[:40], lambda _: b"", lambda kept: kept[:-1] + b"d"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_noticed_and_removed(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    folder = folder_at(tmp_path)
    folder.write("name", b"ccc")
    path = tmp_path / "kept/name"
    path.write_bytes(damage(path.read_bytes()))
    assert folder.read("name") is None
    assert not path.exists()


def test_old_files_are_not_read_and_go_with_the_next_one(tmp_path: Path) -> None:
    folder = folder_at(tmp_path, most_age_s=100)
    folder.write("old", b"old")
    unfinished = tmp_path / "kept" / f"{UNFINISHED}x"
    for path, age_s in ((tmp_path / "kept/old", 200), (unfinished, MOST_UNFINISHED_AGE_S + 100)):
        path.touch()
        os.utime(path, (time.time() - age_s,) * 2)
    assert folder.read("old") is None
    assert folder.write("new", b"new")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["new"]


def test_the_oldest_make_room(tmp_path: Path) -> None:
    folder = folder_at(tmp_path, most_bytes=3_000)
    for age_s, name in ((30, "a"), (20, "b"), (10, "c")):
        folder.write(name, b"x" * 1_000)
        os.utime(tmp_path / "kept" / name, (time.time() - age_s,) * 2)
    folder.write("d", b"x" * 900)
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["c", "d"]
    assert not folder.write("e", b"x" * 3_001)


def test_a_volume_that_takes_nothing_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    folder = folder_at(tmp_path)
    assert not folder.write("name", b"content")
    assert folder.read("name") is None


def test_a_full_volume_keeps_what_was_there_and_no_part_of_the_new(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    folder.write("name", b"before")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGE, limits[1]))
    try:
        assert not folder.write("name", b"x" * 2 * LARGE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert folder.read("name") == b"before"
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["name"]


def fill_up(monkeypatch: pytest.MonkeyPatch, folder: Path, capacity_bytes: int) -> None:
    """A volume that holds so much and says so when a file is brought to it."""

    def brought(_: int) -> None:
        if sum(path.stat().st_size for path in folder.iterdir()) > capacity_bytes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", brought)


def test_a_volume_full_of_what_is_too_old_recovers_with_the_next_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_at(tmp_path, most_age_s=100)
    for age_s, name in ((50, "young"), (200, "old")):
        folder.write(name, b"x" * 1_000)
        os.utime(tmp_path / "kept" / name, (time.time() - age_s,) * 2)
    fill_up(monkeypatch, tmp_path / "kept", 2_500)
    assert folder.write("new", b"x" * 1_000)
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["new", "young"]


def test_on_a_volume_smaller_than_the_bounds_the_oldest_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_at(tmp_path)
    for age_s, name in ((30, "a"), (20, "b"), (10, "c")):
        folder.write(name, b"x" * 1_000)
        os.utime(tmp_path / "kept" / name, (time.time() - age_s,) * 2)
    fill_up(monkeypatch, tmp_path / "kept", 3_500)
    assert folder.write("d", b"x" * 1_000)
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["b", "c", "d"]


def test_what_others_are_writing_takes_no_room_and_is_left_to_them(tmp_path: Path) -> None:
    folder = folder_at(tmp_path, most_bytes=3_000)
    folder.write("a", b"x" * 1_000)
    (tmp_path / "kept" / f"{UNFINISHED}x").write_bytes(b"x" * 2_900)
    folder.write("b", b"x" * 1_000)
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == [f"{UNFINISHED}x", "a", "b"]


def write_and_read(root: Path, letter: str) -> int:
    """Write under names that others use too, and read; gives the number of readings that were no whole file."""
    folder = folder_at(root, most_bytes=3 * LARGE)
    wrong = 0
    for place in range(40):
        folder.write(f"name-{place % 5}", letter.encode() * (LARGE // 2 + place))
        found = folder.read(f"name-{(place + 1) % 5}")
        wrong += found is not None and (len(set(found)) != 1 or len(found) < LARGE // 2)
    return wrong


def test_workers_that_share_a_folder_never_read_a_part(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(write_and_read, [tmp_path] * 4, "abcd")) == [0, 0, 0, 0]
    sizes = [path.stat().st_size for path in (tmp_path / "kept").iterdir()]
    assert sum(sizes) <= 3 * LARGE


def test_equal_values_have_equal_names_that_say_nothing() -> None:
    assert hashed_name({"a": 1, "b": "../x"}) == hashed_name({"b": "../x", "a": 1})
    assert hashed_name(["ab", "c"]) != hashed_name(["a", "bc"])
    assert set(hashed_name({"job_id": "../../etc"})) <= set("0123456789abcdef")
