"""What the worker says about itself and its machine, asked of stand-ins for Python and nvidia-smi."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import handler
from atomera_worker.engine import engine_of, gpu_name, said_by
from atomera_worker.health import is_health_job, parse_gpus, read_health
from atomera_worker.settings import MIB, Settings
from processes import is_alive, until


def program(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("says", "engine"),
    [
        ('{"boltz": "2.2.1"}', {"package": "boltz", "version": "2.2.1"}),
        ('{"boltz": "2.2.1", "boltz-community": "2.12.0"}', {"package": "boltz-community", "version": "2.12.0"}),
        ("{}", None),
        ("no JSON", None),
    ],
)
def test_the_engine_is_asked_of_the_python_that_has_it(tmp_path: Path, says: str, engine: dict[str, str] | None) -> None:
    assert asyncio.run(engine_of(program(tmp_path / "python", f"echo '{says}'"))) == engine


def test_a_python_without_boltz_has_no_engine(tmp_path: Path) -> None:
    assert asyncio.run(engine_of(sys.executable)) is None
    assert asyncio.run(engine_of(str(tmp_path / "missing"))) is None


def test_nobody_waits_for_a_program_that_does_not_end(tmp_path: Path) -> None:
    """What it started holds its output open."""
    asked = program(tmp_path / "python", f"sleep 600 & echo $! > {tmp_path}/child; wait")
    child = tmp_path / "child"

    async def asked_in_vain() -> None:
        assert await said_by((asked,), 2) is None
        await until(lambda: not is_alive(int(child.read_text())))

    asyncio.run(asked_in_vain())


def test_the_gpu_is_the_first_one_and_null_without_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert asyncio.run(gpu_name()) is None
    program(tmp_path / "nvidia-smi", "echo 'NVIDIA L4'; echo 'NVIDIA A100'")
    assert asyncio.run(gpu_name()) == "NVIDIA L4"
    program(tmp_path / "nvidia-smi", "echo 'No devices were found'; exit 6")
    assert asyncio.run(gpu_name()) is None


def test_the_table_of_gpus_is_read() -> None:
    assert parse_gpus("NVIDIA L4, 550.90, 23034, 22000\nNVIDIA L4, 550.90, [N/A], 1\nstrange line\n") == [
        {"name": "NVIDIA L4", "driver": "550.90", "memory_bytes": 23034 * MIB, "memory_free_bytes": 22000 * MIB},
        {"name": "NVIDIA L4", "driver": "550.90", "memory_bytes": None, "memory_free_bytes": MIB},
    ]


def test_health_names_the_weights_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "boltz2_conf.ckpt").write_bytes(b"12345")
    health = asyncio.run(read_health(Settings(), {"BOLTZ_CACHE": str(tmp_path)}))
    assert health["weights"] == {"boltz2_conf.ckpt": 5, "boltz2_aff.ckpt": None, "mols": False}
    assert health["memory"]["total_bytes"] > 0
    assert health["engine"] is None


@pytest.mark.parametrize("given", [None, {}, {"health": False}, {"health": 1}, {"health": "yes"}, [True]])
def test_only_a_health_job_is_one(given: object) -> None:
    assert not is_health_job(given)


def test_the_handler_answers_a_health_job_without_running_boltz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "SETTINGS", replace(handler.SETTINGS, boltz_program=("/missing",)))
    answer = asyncio.run(handler.handler({"id": "job", "input": {"health": True}}))
    assert answer["health"] is True
    assert asyncio.run(handler.handler({"id": "job"}))["error_code"] == "CONTRACT"
