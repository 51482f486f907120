"""The upload of a whole answer: what is put where, what its failures cost, and that nobody learns the address."""

import asyncio
import gzip
import hashlib
import json
import logging
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from atomera_worker import answer_upload
from atomera_worker.answer import Provenance
from atomera_worker.answer_delivery import AnswerParts, DeliveryLimits, deliver
from atomera_worker.job_input import read_job
from atomera_worker.refusal import JobRefusedError
from atomera_worker.result_folder import read_results
from atomera_worker.run_job import run_job
from atomera_worker.settings import Settings
from boltz_files import write_results
from contract import check
from jobs import content_of, job, settings
from storage import SIGNATURE, Storage, open_storage

MIB = 1024 * 1024
SIX = {"diffusion_samples": 6}


pytestmark = pytest.mark.usefixtures("job_root")


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_upload, "PAUSES_S", (0.0, 0.0))


def answered(chosen: Settings, address: str | None, **more: Any) -> dict[str, Any]:
    given = job(**more) if address is None else job(uploads={"answer": address}, **more)
    check("input", given)
    answer = asyncio.run(run_job(given, chosen, lambda _: None))
    check("failure" if "error" in answer else "output", answer)
    return answer


def uploaded(storage: Storage) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answer that was put, and its stamp."""
    plain = gzip.decompress(storage.bodies[-1])
    answer = json.loads(plain)
    check("output", answer)
    return answer, {"size": len(plain), "sha256": hashlib.sha256(plain).hexdigest()}


def test_an_answer_that_fits_is_uploaded_as_it_is() -> None:
    with open_storage(200) as storage:
        answer = answered(settings("success"), storage.address)
        assert uploaded(storage)[0] == answer
        assert "uploaded" not in answer
        assert f"http://127.0.0.1:{storage.port}{storage.paths[0]}" == storage.address


def test_what_does_not_fit_stands_in_the_upload() -> None:
    with open_storage(200) as storage:
        answer = answered(settings("oversized"), storage.address, config=SIX)
        whole, stamp = uploaded(storage)
    assert answer["uploaded"] == stamp
    assert len(json.dumps(answer)) < 8 * MIB < stamp["size"]
    assert [sample["pae_file"] for sample in whole["samples"]] == [f"pae_input_model_{rank}.npz" for rank in range(6)]
    assert not any(sample["pae_quantised"] for sample in whole["samples"])
    assert whole["warnings"] == []
    assert "uploaded" not in whole
    assert answer["samples"][5]["pae_file"] is None
    assert len(answer["pose_files"]) == 6
    assert "these stand in the uploaded one alone: pae_input_model_" in answer["warnings"][0]


def test_without_an_upload_the_poses_come_and_a_pae_is_left_out() -> None:
    answer = answered(settings("oversized"), None, config=SIX)
    assert len(answer["pose_files"]) == 6
    assert "left out: pae_input_model_" in answer["warnings"][0]
    assert "uploaded" not in answer


def test_poses_that_do_not_fit_stand_in_the_upload() -> None:
    with open_storage(200) as storage:
        answer = answered(settings("huge"), storage.address, config={"diffusion_samples": 5})
        whole, stamp = uploaded(storage)
    assert answer["uploaded"] == stamp
    assert len(whole["pose_files"]) == 5
    assert len(answer["pose_files"]) < 5
    assert "pose_4.cif" in answer["warnings"][0]


def test_a_pose_that_fits_nowhere_is_said_to_be_too_large_with_the_reason() -> None:
    with open_storage(403) as storage:
        answer = answered(settings("huge", answer_bytes=MIB), storage.address, config={"diffusion_samples": 5})
    assert answer["error_code"] == "OUTPUT_TOO_LARGE"
    assert "could not be put into the object storage: it answered with HTTP 403." in answer["error"]


@pytest.mark.parametrize("status", [307, 400, 403, 404, 501])
def test_a_refusal_costs_a_warning_and_nothing_else(status: int) -> None:
    """An address that has expired is answered with 403."""
    plain = answered(settings("success"), None)
    with open_storage(status) as storage:
        answer = answered(settings("success"), storage.address)
        tries = len(storage.bodies)
    assert answer["warnings"] == [f"The answer could not be put into the object storage: it answered with HTTP {status}."]
    assert answer["pose_files"] == plain["pose_files"]
    # What can pass is tried again, what can not is not.
    assert tries == (3 if status >= 500 else 1)


@pytest.mark.parametrize("statuses", [(503, 200), (429, 500, 200)])
def test_a_storage_that_recovers_has_the_answer(statuses: tuple[int, ...]) -> None:
    with open_storage(*statuses) as storage:
        answer = answered(settings("success"), storage.address)
        assert uploaded(storage)[0] == answer
        assert len(storage.bodies) == len(statuses)
    assert answer["warnings"] == []


def test_nobody_waits_for_a_storage_that_does_not_answer() -> None:
    with open_storage(None) as storage:
        began = time.monotonic()
        answer = answered(settings("success", upload_limit_s=0.5), storage.address)
        assert time.monotonic() - began < 15
    assert answer["warnings"][0].endswith("it took longer than 0.5 s.")
    assert list(answer["pose_files"]) == ["pose_0.cif"]


@pytest.mark.parametrize(("limit_ms", "quiet_s", "has_volume"), [(5_000, 0.0, False), (10_000, 1.0, True)])
def test_an_upload_leaves_the_last_seconds_to_the_answer(tmp_path: Path, limit_ms: int, quiet_s: float, has_volume: bool) -> None:
    chosen = settings("success", quiet_before_result_s=quiet_s, volume=tmp_path / "volume" if has_volume else None)
    with open_storage(200) as storage:
        answer = answered(chosen, storage.address, limits={"executionTimeoutMs": limit_ms})
        assert storage.bodies == []
    assert answer["warnings"] == ["The answer could not be put into the object storage: no time was left for it."]


class SlowParts(AnswerParts):
    """Takes so long to pack on a machine that is busy."""

    seconds = 0.5

    def build(self, most_bytes: int, *more_warnings: str, uploaded: dict[str, Any] | None = None) -> dict[str, Any]:
        threading.Event().wait(self.seconds)
        return super().build(most_bytes, *more_warnings, uploaded=uploaded)


@pytest.mark.parametrize(("left_in_packings", "is_put"), [(0.5, False), (1.5, False), (100, True)])
def test_packing_comes_off_the_time_for_the_upload_and_so_does_packing_again(tmp_path: Path, left_in_packings: float, is_put: bool) -> None:
    write_results(tmp_path, 1)
    parts = SlowParts(read_results(tmp_path), [], Provenance(None, None, [], {}, {}))
    with open_storage(200) as storage:
        limits = DeliveryLimits(8 * MIB, 48 * MIB, 120, time.monotonic() + left_in_packings * SlowParts.seconds)
        answer = asyncio.run(deliver(parts, storage.address, limits))
        assert bool(storage.bodies) is is_put
    assert answer["warnings"] == ([] if is_put else ["The answer could not be put into the object storage: no time was left for it."])


def test_a_storage_that_is_not_there_costs_a_warning() -> None:
    with open_storage(200) as storage:
        address = storage.address
    answer = answered(settings("success"), address)
    assert answer["warnings"] == ["The answer could not be put into the object storage: it could not be reached (ClientConnectorError)."]


@pytest.mark.parametrize("statuses", [(200,), (403,), (503,)])
def test_the_address_is_told_to_nobody(statuses: tuple[int, ...], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[Any] = []
    with open_storage(*statuses) as storage:
        given = job(uploads={"answer": storage.address})
        answer = asyncio.run(run_job(given, settings("environment"), told.append))
        said = [json.dumps(answer), json.dumps(told), caplog.text, repr(read_job(given))]
        said += [gzip.decompress(body).decode() for body in storage.bodies]
    said += [content_of(answer, name).decode() for name in ("boltz_stdout.log", "boltz_stderr.log")]
    assert "BOLTZ" in said[-1] or "PATH" in said[-1]
    assert not [text for text in said if SIGNATURE in text or "X-Amz" in text]


NO_ADDRESSES = [
    [],
    {},
    {"answer": 1},
    {"answer": "file:///etc/passwd"},
    {"answer": "https://a b"},
    {"answer": "https://a", "other": "https://b"},
]


@pytest.mark.parametrize("uploads", NO_ADDRESSES)
def test_uploads_that_are_no_address_are_refused_without_repeating_them(uploads: object) -> None:
    with pytest.raises(JobRefusedError) as caught:
        read_job(job(uploads=uploads))
    assert caught.value.code == "CONTRACT"
    assert "passwd" not in caught.value.sentence
