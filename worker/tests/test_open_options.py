"""What the launcher adds to a command line: nothing that a job settled, nothing that this Boltz-2 does not know."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from atomera_worker.launcher import COMMAND_MARK
from atomera_worker.open_options import LEAST_SHARED_MEMORY_BYTES, Machine, settled
from atomera_worker.settings import LAUNCHER

UPSTREAM = {"--subsample_msa", "--num_workers"}
COMMUNITY = {*UPSTREAM, "--no_subsample_msa"}
SMALL, LARGE = LEAST_SHARED_MEMORY_BYTES - 1, LEAST_SHARED_MEMORY_BYTES
WORDS = ["predict", "input.yaml"]

# The option as it stands in boltz-community 2.12.0.
MAIN = """
import click

@click.group()
def cli():
    pass

@cli.command()
@click.argument("data")
@click.option("--subsample_msa/--no_subsample_msa", default=True)
def predict(data, subsample_msa):
    print(data, subsample_msa)
"""


@pytest.mark.parametrize(
    ("asked", "known", "memory", "added"),
    [
        ([], UPSTREAM, LARGE, []),
        ([], UPSTREAM, None, []),
        ([], UPSTREAM, SMALL, ["--num_workers", "0"]),
        (["--num_workers", "2"], UPSTREAM, SMALL, []),
        ([], COMMUNITY, LARGE, ["--no_subsample_msa"]),
        (["--subsample_msa"], COMMUNITY, LARGE, []),
        ([], COMMUNITY, SMALL, ["--no_subsample_msa", "--num_workers", "0"]),
        ([], set(), SMALL, []),
    ],
)
def test_only_what_was_left_open_is_settled(asked: list[str], known: set[str], memory: int | None, added: list[str]) -> None:
    assert settled([*WORDS, *asked], known, Machine(memory, has_kernels=True)) == [*WORDS, *asked, *added]


@pytest.mark.parametrize(
    ("asked", "known", "has_kernels", "added"),
    [
        ([], {"--no_kernels"}, False, ["--no_kernels"]),
        ([], {"--no_kernels"}, True, []),
        (["--no_kernels"], {"--no_kernels"}, False, []),
        ([], set(), False, []),
    ],
)
def test_boltz_is_told_when_there_are_no_kernels(asked: list[str], known: set[str], has_kernels: bool, added: list[str]) -> None:
    assert settled([*WORDS, *asked], known, Machine(LARGE, has_kernels)) == [*WORDS, *asked, *added]


@pytest.mark.parametrize(("asked", "said"), [([], "False"), (["--subsample_msa"], "True")])
def test_the_fork_takes_whole_alignments_unless_the_job_asks_otherwise(tmp_path: Path, asked: list[str], said: str) -> None:
    (tmp_path / "boltz").mkdir()
    (tmp_path / "boltz" / "__init__.py").touch()
    (tmp_path / "boltz" / "main.py").write_text(MAIN)
    command = [sys.executable, str(LAUNCHER), *WORDS, *asked]
    ended = subprocess.run(command, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True)
    assert ended.stdout == f"input.yaml {said}\n"
    (told,) = [line for line in ended.stderr.splitlines() if line.startswith(COMMAND_MARK)]
    assert json.loads(told.removeprefix(COMMAND_MARK))[:3] == [*WORDS, *asked, "--no_subsample_msa"][:3]
