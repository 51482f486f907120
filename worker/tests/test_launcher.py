"""The launcher around a stand-in of the one class of Boltz-2 at which it counts."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from atomera_worker.launcher import StepCounter
from atomera_worker.settings import LAUNCHER

NETWORK = """
class AtomDiffusion:
    def preconditioned_network_forward(self, noised, sigma, network_condition_kwargs, training=False):
        return noised + network_condition_kwargs["add"]
"""
MAIN = """
import sys
from boltz.model.modules.diffusionv2 import AtomDiffusion

def cli():
    print(sys.argv[1:])
    for levels in ([160.0, 160.0, 80.0, 80.0, 4.0], [160.0, 8.0]):
        for sigma in levels:
            assert AtomDiffusion().preconditioned_network_forward(1, sigma, network_condition_kwargs={"add": 2}) == 3
"""
TRAINING_MAIN = """
import sys

def Trainer(**named):
    return named

def cli():
    print(Trainer(accelerator=sys.argv[1], precision="bf16-mixed", devices=1))
"""
SLOW_MAIN = """
import time

def cli():
    print("running", flush=True)
    time.sleep(600)
"""


def installed(folder: Path, main: str, network: str | None = NETWORK) -> dict[str, str]:
    modules = folder / "boltz/model/modules"
    modules.mkdir(parents=True)
    for place in (modules, *modules.parents[:2]):
        (place / "__init__.py").touch()
    (folder / "boltz/main.py").write_text(main)
    if network is not None:
        (modules / "diffusionv2.py").write_text(network)
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_steps_are_counted_by_noise_level_and_begin_anew_in_the_next_stage(tmp_path: Path) -> None:
    command = [sys.executable, str(LAUNCHER), "predict", "input.yaml"]
    ended = subprocess.run(command, env=installed(tmp_path, MAIN), capture_output=True, text=True, check=True)
    assert ended.stdout == "['predict', 'input.yaml']\n"
    counted = [line.split() for line in ended.stderr.splitlines() if line.startswith("atomera-denoising-step")]
    assert counted == [["atomera-denoising-step", str(step)] for step in (1, 2, 3, 1, 2)]


@pytest.mark.parametrize("network", [None, "class Other: pass\n", "class AtomDiffusion: pass\n"])
def test_boltz_runs_without_counts_where_there_is_nothing_to_count_at(tmp_path: Path, network: str | None) -> None:
    environment = installed(tmp_path, "def cli():\n    print('ran')\n", network)
    ended = subprocess.run([sys.executable, str(LAUNCHER)], env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout == "ran\n"
    assert "not counted" in ended.stderr


@pytest.mark.parametrize(("accelerator", "precision"), [("cpu", 32), ("gpu", "bf16-mixed")])
def test_without_a_gpu_boltz_computes_in_float32(tmp_path: Path, accelerator: str, precision: object) -> None:
    environment = installed(tmp_path, TRAINING_MAIN)
    ended = subprocess.run([sys.executable, str(LAUNCHER), accelerator], env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout == f"{dict(accelerator=accelerator, precision=precision, devices=1)}\n"


def test_without_noise_levels_each_call_is_a_step() -> None:
    counter = StepCounter()
    assert [counter.count(None) for _ in range(3)] == [True, True, True]
    assert counter.steps == 3


def test_boltz_ends_when_its_worker_was_killed(tmp_path: Path) -> None:
    parent_code = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, {str(LAUNCHER)!r}], start_new_session=True, stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\nprint(child.pid, flush=True)\ntime.sleep(600)\n"
    )
    environment = installed(tmp_path, SLOW_MAIN)
    with subprocess.Popen([sys.executable, "-c", parent_code], env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    end = time.monotonic() + 20
    while is_running(child):
        assert time.monotonic() < end, "Boltz outlived its worker"
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
