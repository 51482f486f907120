"""The weights: fetched whole or not at all, from a real server on this machine."""

import hashlib
import io
import os
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from atomera_worker.weights import ABANDONED_S, ARCHIVE, COMPONENTS, RemoteFile, WeightsMissingError, fetch_components, fetch_file, main

CONTENT = b"weights" * 1_000


class FileServer:
    """Serves bytes by path and remembers what it was asked for; of a path in `cut_off` only the first half comes.

    The first answer for the path `held` stops at half until `go_on`.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.cut_off: set[str] = set()
        self.asked: list[str] = []
        self.held = ""
        self.is_held, self.go_on = threading.Event(), threading.Event()
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.asked.append(self.path)
                found = served.files.get(self.path)
                content = found or b""
                self.send_response(200 if found is not None else 404)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[: len(content) // 2])
                if self.path == served.held and not served.is_held.is_set():
                    served.is_held.set()
                    served.go_on.wait()
                if self.path not in served.cut_off:
                    self.wfile.write(content[len(content) // 2 :])

            def log_message(self, *_: object) -> None:
                """Keep the test's output clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def wanted(self, content: bytes, *paths: str) -> RemoteFile:
        return RemoteFile(tuple(self.url(path) for path in paths), len(content), hashlib.sha256(content).hexdigest())


@pytest.fixture
def served() -> Iterator[FileServer]:
    server = FileServer()
    yield server
    server.go_on.set()
    server.server.shutdown()
    server.server.server_close()


def test_a_file_comes_from_the_first_address_that_has_it_whole(served: FileServer, tmp_path: Path) -> None:
    served.files = {"/other": b"x" * len(CONTENT), "/short": CONTENT, "/whole": CONTENT}
    served.cut_off = {"/short"}
    fetch_file(served.wanted(CONTENT, "/missing", "/other", "/short", "/whole"), tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert served.asked == ["/missing", "/other", "/short", "/whole"]
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_whole_file_is_not_fetched_again_and_one_that_was_cut_off_is(served: FileServer, tmp_path: Path) -> None:
    served.files = {"/whole": CONTENT}
    wanted = served.wanted(CONTENT, "/whole")
    (tmp_path / "file").write_bytes(CONTENT[:-1])
    fetch_file(wanted, tmp_path / "file")
    fetch_file(wanted, tmp_path / "file")
    assert served.asked == ["/whole"]


def test_what_can_not_be_had_leaves_nothing_behind_and_says_what_each_address_did(served: FileServer, tmp_path: Path) -> None:
    served.files = {"/other": b"something else"}
    with pytest.raises(WeightsMissingError) as failure:
        fetch_file(served.wanted(CONTENT, "/missing", "/other"), tmp_path / "file")
    assert "404" in str(failure.value)
    assert "14 bytes instead of 7000" in str(failure.value)
    assert list(tmp_path.iterdir()) == []


def components_of(served: FileServer) -> RemoteFile:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        entry = tarfile.TarInfo(f"{COMPONENTS}/ALA.pkl")
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"ALA"))
    served.files = {"/mols.tar": packed.getvalue()}
    return served.wanted(packed.getvalue(), "/mols.tar")


def twice_at_once(served: FileServer, path: str, fetch: Callable[[], None]) -> None:
    """Fetch a second time, from beginning to end, while the first one is halfway."""
    served.held = path
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(fetch)
        served.is_held.wait()
        try:
            fetch()
        finally:
            served.go_on.set()
        first.result()


def test_two_who_fetch_the_same_at_once_do_not_disturb_each_other(served: FileServer, tmp_path: Path) -> None:
    served.files = {"/whole": CONTENT}
    twice_at_once(served, "/whole", lambda: fetch_file(served.wanted(CONTENT, "/whole"), tmp_path / "file"))
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_two_who_fetch_the_components_at_once_do_not_disturb_each_other(served: FileServer, tmp_path: Path) -> None:
    wanted = components_of(served)
    twice_at_once(served, "/mols.tar", lambda: fetch_components(wanted, tmp_path))
    assert (tmp_path / COMPONENTS / "ALA.pkl").read_bytes() == b"ALA"
    assert (tmp_path / ARCHIVE).read_bytes() == b""
    assert sorted(file.name for file in tmp_path.iterdir()) == [COMPONENTS, ARCHIVE]


def test_what_a_killed_fetch_left_goes_with_the_next_one_and_what_grows_stays(served: FileServer, tmp_path: Path) -> None:
    abandoned, growing = tmp_path / "file.1.part", tmp_path / "file.2.part"
    for part in (abandoned, growing):
        part.touch()
    os.utime(abandoned, (time.time() - ABANDONED_S - 60,) * 2)
    served.files = {"/whole": CONTENT}
    fetch_file(served.wanted(CONTENT, "/whole"), tmp_path / "file")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "file.2.part"]


def test_components_are_unpacked_and_of_their_archive_the_name_stays(served: FileServer, tmp_path: Path) -> None:
    wanted = components_of(served)
    fetch_components(wanted, tmp_path)
    assert (tmp_path / COMPONENTS / "ALA.pkl").read_bytes() == b"ALA"
    assert (tmp_path / ARCHIVE).read_bytes() == b""
    fetch_components(wanted, tmp_path)
    assert served.asked == ["/mols.tar"]
    assert sorted(file.name for file in tmp_path.iterdir()) == [COMPONENTS, ARCHIVE]


def test_an_unknown_name_is_refused_before_anything_is_fetched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "cache"), "boltz1_conf.ckpt"]) == 1
    assert "boltz1_conf.ckpt is none of boltz2_conf.ckpt, boltz2_aff.ckpt, mols." in capsys.readouterr().err
    assert not (tmp_path / "cache").exists()
