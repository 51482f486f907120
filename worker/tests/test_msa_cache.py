"""The launcher around a `compute_msa` with the signature of Boltz-2's: the same question is asked once, whatever happens to the volume."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from atomera_worker import msa_cache, msa_patience
from atomera_worker.msa_cache import FOLDER_VARIABLE
from atomera_worker.progress import ProgressReader, RunPlan
from atomera_worker.settings import LAUNCHER
from atomera_worker.signals import signals_of
from hanging_volume import hanging

PARAMETERS = (
    "data, target_id, msa_dir, msa_server_url, msa_pairing_strategy, "
    "msa_server_username=None, msa_server_password=None, api_key_header=None, api_key_value=None"
)
MAIN = """
import os
import sys
from pathlib import Path
from threading import Event

def compute_msa(%s):
    with Path("questions").open("a") as questions:
        questions.write(" ".join(data.values()) + chr(10))
    if "DISK_HANGS" in os.environ:
        os.fsync = lambda _: Event().wait()
    if "SERVER_FAILS" in os.environ:
        raise RuntimeError("MMseqs2 API is undergoing maintenance.")
    for name, sequence in data.items():
        first = os.environ.get("FIRST_ROW", sequence)
        (msa_dir / (name + ".csv")).write_text("key,sequence" + chr(10) + "0," + first + chr(10) + "-1,-" + sequence[1:])

def cli():
    url, strategy, *sequences = sys.argv[1:]
    Path("msa").mkdir(exist_ok=True)
    data = {"input_" + str(place): sequence for place, sequence in enumerate(sequences)}
    compute_msa(data=data, target_id="input", msa_dir=Path("msa"), msa_server_url=url, msa_pairing_strategy=strategy)
"""


@dataclass
class Boltz:
    """Starts the launcher with that package, in a folder where the questions to the server are noted."""

    home: Path
    parameters: str = PARAMETERS
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        package = self.home / "site/boltz"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "main.py").write_text(MAIN % self.parameters)
        # As in a real run, where the questions are asked patiently too; a pause does not fit into so short a limit.
        worker = {FOLDER_VARIABLE: str(self.folder), msa_patience.LIMIT_VARIABLE: "1"}
        self.environment = {**os.environ, "PYTHONPATH": str(self.home / "site"), **worker}

    @property
    def folder(self) -> Path:
        return self.home / "volume/msa"

    def asks(self, *sequences: str, url: str = "https://one", strategy: str = "greedy", **more: str) -> tuple[list[str], list[str]]:
        """Run once; gives the alignments that are there afterwards, and the words on stderr."""
        for path in (self.home / "msa").glob("*"):
            path.unlink()
        command = [sys.executable, str(LAUNCHER), url, strategy, *sequences]
        environment = {**self.environment, **more}
        ended = subprocess.run(command, cwd=self.home, env=environment, capture_output=True, text=True, check=False, timeout=60)
        assert (ended.returncode == 0) is ("SERVER_FAILS" not in more), ended.stderr
        return [path.read_text() for path in sorted((self.home / "msa").iterdir())], ended.stderr.splitlines()

    def questions(self) -> int:
        return len((self.home / "questions").read_text().splitlines())


def test_the_same_question_is_asked_once_and_answered_with_the_same_alignments(tmp_path: Path) -> None:
    boltz = Boltz(tmp_path)
    first, first_words = boltz.asks("MKT", "GSHM")
    again, words = boltz.asks("MKT", "GSHM")
    assert first == again == ["key,sequence\n0,MKT\n-1,-KT", "key,sequence\n0,GSHM\n-1,-SHM"]
    assert boltz.questions() == 1
    (asked,) = [line for line in first_words if line.startswith("atomera-msa")]
    (kept,) = [line for line in words if line.startswith("atomera-msa")]
    assert kept == asked.replace("server", "cache")


def test_what_was_asked_again_is_kept_and_its_error_page_is_behind_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str | None, ...]] = []

    def compute_msa(
        data: dict[str, str],
        target_id: str,
        msa_dir: Path,
        msa_server_url: str,
        msa_pairing_strategy: str,
        msa_server_username: str | None = None,
        msa_server_password: str | None = None,
        api_key_header: str | None = None,
        api_key_value: str | None = None,
    ) -> None:
        credentials = (msa_server_username, msa_server_password, api_key_header, api_key_value)
        asked.append((target_id, msa_server_url, msa_pairing_strategy, *credentials))
        if len(asked) == 1:
            raise RuntimeError("MMseqs2 API is giving errors. Please confirm your  input is a valid protein sequence.")
        for name, sequence in data.items():
            (msa_dir / f"{name}.csv").write_text(f"key,sequence\n0,{sequence}")

    def ask() -> list[str]:
        main.compute_msa(
            data={"one": "MKT"}, target_id="one", msa_dir=tmp_path, msa_server_url="https://one", msa_pairing_strategy="greedy"
        )
        return capsys.readouterr().err.splitlines()

    main = SimpleNamespace(compute_msa=compute_msa)
    monkeypatch.setattr(msa_patience, "PAUSES_S", (0.0,))
    # The launcher's order.
    assert msa_patience.wrap_msa(main, {msa_patience.LIMIT_VARIABLE: "900"}) is True
    assert msa_cache.wrap_msa(main, {FOLDER_VARIABLE: str(tmp_path / "volume")}) is True
    words = ask()
    assert "msa_refused" in signals_of(words[:2])
    assert signals_of([*words, "ZeroDivisionError: division by zero"]) == {}
    (tmp_path / "one.csv").unlink()
    assert any(line.startswith("atomera-msa cache") for line in ask())
    assert (tmp_path / "one.csv").read_text() == "key,sequence\n0,MKT"
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("sequences", "more"),
    [(("MKT",), {}), (("GSHM", "MKT"), {}), (("MKT", "GSHM"), {"url": "https://two"}), (("MKT", "GSHM"), {"strategy": "complete"})],
)
def test_another_question_is_asked(tmp_path: Path, sequences: tuple[str, ...], more: dict[str, str]) -> None:
    boltz = Boltz(tmp_path)
    boltz.asks("MKT", "GSHM")
    boltz.asks(*sequences, **more)
    assert boltz.questions() == 2


def test_a_damaged_entry_is_asked_anew_and_mended(tmp_path: Path) -> None:
    boltz = Boltz(tmp_path)
    first, _ = boltz.asks("MKT")
    (entry,) = boltz.folder.iterdir()
    entry.write_bytes(entry.read_bytes()[:-3])
    assert boltz.asks("MKT")[0] == first
    assert boltz.asks("MKT")[0] == first
    assert boltz.questions() == 2


def test_what_the_server_refused_or_answered_for_another_sequence_is_not_kept(tmp_path: Path) -> None:
    boltz = Boltz(tmp_path)
    boltz.asks("MKT", SERVER_FAILS="1")
    boltz.asks("MKT", FIRST_ROW="MKA")
    boltz.asks("MKT")
    assert boltz.questions() == 3


def test_a_volume_that_takes_nothing_costs_no_run(tmp_path: Path) -> None:
    boltz = Boltz(tmp_path)
    (tmp_path / "volume").write_text("a file where the volume should be")
    for _ in range(2):
        assert boltz.asks("MKT")[0] == ["key,sequence\n0,MKT\n-1,-KT"]
    assert boltz.questions() == 2


def test_a_volume_that_hangs_when_it_is_read_costs_a_question(tmp_path: Path) -> None:
    boltz = Boltz(tmp_path)
    first, _ = boltz.asks("MKT")
    (entry,) = boltz.folder.iterdir()
    entry.unlink()
    with hanging(entry):
        again, words = boltz.asks("MKT")
    assert again == first
    assert boltz.questions() == 2
    assert "the volume did not answer within 4 s" in words


def test_a_volume_that_hangs_when_it_is_written_costs_nothing(tmp_path: Path) -> None:
    boltz = Boltz(tmp_path)
    alignments, words = boltz.asks("MKT", DISK_HANGS="1")
    assert alignments == ["key,sequence\n0,MKT\n-1,-KT"]
    assert "the volume did not answer within 4 s" in words
    assert [line.split()[:2] for line in words if line.startswith("atomera-msa")] == [["atomera-msa", "server"]]


def test_without_a_volume_every_question_is_asked(tmp_path: Path) -> None:
    boltz = Boltz(tmp_path)
    del boltz.environment[FOLDER_VARIABLE]
    boltz.asks("MKT")
    _, words = boltz.asks("MKT")
    assert boltz.questions() == 2
    assert [line.split()[:2] for line in words if line.startswith("atomera-msa")] == [["atomera-msa", "server"]]


def test_a_boltz_that_asks_in_another_way_runs_without_the_cache(tmp_path: Path) -> None:
    boltz = Boltz(tmp_path, parameters="*, data, msa_dir, **others")
    boltz.asks("MKT")
    alignments, words = boltz.asks("MKT")
    assert boltz.questions() == 2
    assert alignments
    assert "Alignments are not kept: compute_msa takes data, msa_dir, others" in words


def test_the_progress_says_where_the_alignment_comes_from() -> None:
    reader = ProgressReader(RunPlan(has_msa=True, has_affinity=False, structure_steps=200, affinity_steps=200))
    reader.feed("Generating MSA for input.yaml with 1 protein entities.")
    assert reader.msa is None
    reader.feed("atomera-msa cache 2026-01-31T10:00:00Z")
    assert reader.msa == {"source": "cache", "asked_at": "2026-01-31T10:00:00Z"}
    assert reader.message == "The alignment was kept from an earlier run"
