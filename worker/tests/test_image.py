"""What makes the image: its versions agree, what it copies is there, and what RunPod's Hub offers and tries is what the worker knows."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from atomera_worker.health import is_health_job
from atomera_worker.job_input import read_job
from atomera_worker.settings import Settings, read_settings

WORKER = Path(__file__).resolve().parents[1]
ROOT = WORKER.parent
DOCKERFILE = (WORKER / "Dockerfile").read_text(encoding="utf-8")
# With what of each may be built: nothing but the first, which is installed before it.
SOURCES = {
    "requirements-build.txt": "--only-binary :all:",
    "requirements-boltz.txt": "--no-build-isolation",
    "requirements.txt": "--only-binary :all:",
}
# Credentials that Boltz-2 itself reads.
OF_BOLTZ = {"BOLTZ_MSA_USERNAME", "BOLTZ_MSA_PASSWORD", "MSA_API_KEY_VALUE"}
TELLING = ("worker/README.md", "docs/operations.md", "docs/decisions/0009-which-boltz.md", "scripts/launcher/boltz-python.ts")


def pins(file: Path) -> dict[str, str]:
    """Versions by the packages' names in their one spelling."""
    lines = [line.split(" --hash=")[0].strip() for line in file.read_text(encoding="utf-8").splitlines()]
    asked = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {re.sub(r"[-_.]+", "-", one.name).lower(): str(one.specifier).removeprefix("==") for one in asked}


def hub(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((ROOT / ".runpod" / name).read_text(encoding="utf-8"))
    return content


def offered() -> dict[str, Any]:
    return {entry["key"]: entry["input"] for entry in hub("hub.json")["config"]["env"]}


@pytest.mark.parametrize("name", SOURCES)
def test_the_image_installs_what_is_asked_for_with_a_hash_for_each(name: str) -> None:
    locked = WORKER / "locked" / name
    assert pins(WORKER / name).items() <= pins(locked).items()
    lines = [line for line in locked.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+ --hash=sha256:[0-9a-f]{64}", line)] == []
    assert f"--no-deps {SOURCES[name]} --require-hashes -r /opt/{name}" in DOCKERFILE


def test_what_comes_as_sources_is_built_with_locked_tools() -> None:
    assert re.findall(r"-r /opt/(\S+)", DOCKERFILE) == list(SOURCES)
    tools, installed = (pins(WORKER / "locked" / name) for name in ("requirements-build.txt", "requirements-boltz.txt"))
    assert set(tools) == {"setuptools", "wheel"}
    # Another version would replace the first one in the middle of a build.
    assert {name: version for name, version in installed.items() if name in tools}.items() <= tools.items()


def test_tests_and_image_have_the_packages_the_worker_asks_for() -> None:
    assert pins(WORKER / "requirements.txt").items() <= pins(WORKER / "requirements-test.txt").items()
    locked = pins(WORKER / "locked" / "requirements.txt")
    project = tomllib.loads((WORKER / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [Requirement(text) for text in project["dependencies"]]
    assert [one.name for one in asked if not one.specifier.contains(locked[one.name.lower()])] == []


@pytest.mark.parametrize("name", TELLING)
def test_no_other_version_of_boltz_is_told_anywhere(name: str) -> None:
    told = re.findall(r"\bboltz(?:\[cuda\])?==([0-9.]+[0-9])", (ROOT / name).read_text(encoding="utf-8"))
    assert set(told) <= {pins(WORKER / "requirements-boltz.txt")["boltz"]}


def test_base_pytorch_and_hub_speak_of_one_cuda() -> None:
    base = re.search(r"^FROM nvidia/cuda:(\d+\.\d+)\.\d+-base-ubuntu24\.04@sha256:[0-9a-f]{64}$", DOCKERFILE, re.MULTILINE)
    assert base is not None
    locked = pins(WORKER / "locked" / "requirements-boltz.txt")["nvidia-cuda-runtime-cu12"]
    assert base[1] == ".".join(locked.split(".")[:2])
    for allowed in (hub("hub.json")["config"]["allowedCudaVersions"], hub("tests.json")["config"]["allowedCudaVersions"]):
        assert min(Version(version) for version in allowed) == Version(base[1])


def test_every_file_the_image_copies_is_there_and_sent_to_the_builder() -> None:
    copied = [source for line in DOCKERFILE.splitlines() if line.startswith("COPY ") for source in line.split()[1:-1]]
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sent = {str(file.relative_to(ROOT)) for line in ignored if line.startswith("!") for file in ROOT.glob(line[1:])}
    assert "*" in ignored
    assert {"worker/handler.py", "worker/atomera_worker"} <= set(copied)
    for source in copied:
        assert (ROOT / source).exists()
        assert any(source == name or source.startswith(f"{name}/") for name in sent)


def test_the_image_keeps_inputs_out_of_logs_and_finds_both_pythons() -> None:
    for words in (
        "RUNPOD_LOG_LEVEL=INFO",
        "PYTHONUNBUFFERED=1",
        "ATOMERA_BOLTZ_PYTHON=/opt/boltz/bin/python",
        "BOLTZ_CACHE=/opt/boltz-cache",
    ):
        assert words in DOCKERFILE
    assert 'CMD ["python", "-u", "handler.py"]' in DOCKERFILE


def test_the_hub_offers_the_settings_of_the_worker_with_their_defaults() -> None:
    known = set(re.findall(r'"(ATOMERA_[A-Z_]+)"', (WORKER / "atomera_worker" / "settings.py").read_text(encoding="utf-8")))
    # Set where the worker runs on a machine of one's own.
    fixed = {"ATOMERA_BOLTZ_PYTHON", "ATOMERA_ACCELERATOR"}
    assert known - fixed <= set(offered())
    assert set(offered()) - OF_BOLTZ - known == set()
    defaults = read_settings({key: str(entry["default"]) for key, entry in offered().items()})
    assert defaults == Settings()


def test_what_the_hub_tries_are_a_health_job_and_a_prediction_without_an_msa_server() -> None:
    health, prediction = (test["input"] for test in hub("tests.json")["tests"])
    assert is_health_job(health)
    job = read_job(prediction)
    assert not job.options.uses_msa_server
    assert [entity["protein"]["msa"] for entity in yaml.safe_load(job.yaml_text)["sequences"]] == ["empty"]
    assert job.execution_timeout_s == hub("tests.json")["tests"][1]["timeout"] / 1_000
