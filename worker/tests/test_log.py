"""Lines, tails, signals and progress from what a program prints."""

import pytest

from atomera_worker.log_lines import MOST_LINE_CHARACTERS, LineSplitter, LogTail
from atomera_worker.progress import ProgressReader, ProgressSequence, RunPlan
from atomera_worker.run_watch import RunWatch
from atomera_worker.signals import signals_of, warnings_of
from atomera_worker.verdict import Ending

PLAN = RunPlan(has_msa=True, has_affinity=True, structure_steps=200, affinity_steps=100)


def test_lines_end_at_both_signs_wherever_the_pieces_are_cut() -> None:
    text = "one\rtwo\r\nthree ä\n\nfour".encode()
    for size in (1, 2, 3, 100):
        splitter = LineSplitter()
        lines = [line for at in range(0, len(text), size) for line in splitter.feed(text[at : at + size])]
        assert [*lines, *splitter.feed(b"", is_last=True)] == ["one", "two", "three ä", "four"]


def test_a_line_without_end_is_given_in_parts() -> None:
    splitter = LineSplitter()
    lines = splitter.feed(b"x" * (3 * MOST_LINE_CHARACTERS + 5))
    assert [len(line) for line in lines] == [MOST_LINE_CHARACTERS] * 3
    assert splitter.feed(b"", is_last=True) == ["x" * 5]


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert LineSplitter().feed(b"\xff\xfe\n") == ["\ufffd\ufffd"]


def test_a_tail_keeps_the_end_and_counts_repetitions() -> None:
    tail = LogTail(100)
    for line in ["first", *["same"] * 500, *[f"line {place}" for place in range(5)]]:
        tail.feed(line)
    assert tail.text().splitlines()[-5:] == [f"line {place}" for place in range(5)]
    assert "same\n(the line before came 499 times more)" in tail.text()
    for place in range(1_000):
        tail.feed(f"later {place}")
    assert len(tail.text()) <= 100
    assert tail.text().endswith("later 999")


def test_the_first_line_of_each_kind_is_kept() -> None:
    found = signals_of(f"Featurizer failed on input with error {place}. Skipping." for place in range(3))
    assert found == {"features": "Featurizer failed on input with error 0. Skipping."}


@pytest.mark.parametrize(
    "line",
    [
        "Predicting DataLoader 0: 100%|##| 1/1 [00:21<00:00,  0.05it/s]Number of failed examples: 0",
        "GPU available: True (cuda), used: True",
        "Using bfloat16 Automatic Mixed Precision (AMP)",
        "FileNotFoundError: [Errno 2] No such file or directory: 'other.npz'",
        "COMPLETE: 100%|##########| 150/150 [elapsed: 00:25 remaining: 00:00]",
        "ModuleNotFoundError: No module named 'boltzmann'",
    ],
)
def test_ordinary_lines_are_no_signals(line: str) -> None:
    assert signals_of([line]) == {}


def test_warnings_come_from_their_lines() -> None:
    lines = [
        "Found explicit empty MSA for some proteins, will run these in single sequence mode.",
        "WARNING: the ligand used for affinity calculation is larger than 56 heavy-atoms, which was the maximum",
        "WARNING: RDKit ETKDGv3 failed to generate a conformer for molecule",
        "Number of requested devices is greater than the number of predictions, taking the minimum.",
    ]
    assert len(warnings_of(signals_of(lines))) == 4


def test_progress_follows_a_run() -> None:
    reader = ProgressReader(PLAN)
    seen: list[tuple[str, float]] = []
    for line in [
        "Downloading the Boltz-2 weights to x. You may change the cache directory with the --cache flag.",
        "Checking input data.",
        "Processing 1 inputs with 1 threads.",
        "Generating MSA for input.yaml with 1 protein entities.",
        "PENDING:   0%|          | 0/150 [elapsed: 00:00 remaining: ?]",
        "RUNNING:  50%|#####     | 75/150 [elapsed: 00:16 remaining: 04:44]",
        "Running structure prediction for 1 input.",
        *[f"atomera-denoising-step {step}" for step in range(1, 201)],
        "Predicting property: affinity",
        "Checking input data for affinity.",
        *[f"atomera-denoising-step {step}" for step in range(1, 101)],
    ]:
        reader.feed(line)
        seen.append((reader.stage, reader.fraction))
    reader.enter("packaging", "Packing the results")
    seen.append((reader.stage, reader.fraction))
    assert list(dict.fromkeys(stage for stage, _ in seen)) == ["weights", "input", "msa", "structure", "affinity", "packaging"]
    fractions = [fraction for _, fraction in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] < 1
    inside = [fraction for stage, fraction in seen if stage == "structure"]
    assert inside[100] - inside[0] == pytest.approx((inside[-1] - inside[0]) / 2, abs=0.005)


def test_progress_never_goes_back() -> None:
    reader = ProgressReader(PLAN)
    for line in ("Running structure prediction for 1 input.", "atomera-denoising-step 150"):
        reader.feed(line)
    before = reader.fraction
    earlier = ("Checking input data.", "atomera-denoising-step 3", "RUNNING:   1%|", "Generating MSA for input.yaml")
    for line in (*earlier, "atomera-denoising-step 9999"):
        reader.feed(line)
        assert reader.stage == "structure"
        assert reader.fraction >= before
    assert reader.fraction < 1


def test_a_stage_that_comes_without_being_planned_takes_nothing_back() -> None:
    reader = ProgressReader(RunPlan(has_msa=False, has_affinity=False, structure_steps=10, affinity_steps=10))
    fractions: list[float] = []
    for line in ("Calling MSA server", "COMPLETE: 100%|####|", "Running structure prediction for 1 input.", "atomera-denoising-step 1"):
        reader.feed(line)
        fractions.append(reader.fraction)
    assert fractions == sorted(fractions)


def test_the_queue_of_the_msa_server_is_told() -> None:
    reader = ProgressReader(PLAN)
    reader.feed("RATELIMIT:   0%|          | 0/150")
    assert reader.message == "Starting Boltz-2"
    reader.feed("Calling MSA server for target input with 1 sequences")
    # As Boltz-2 2.2.1 prints it: its bar has no line feed.
    reader.feed("SUBMIT:   0%|          | 0/150 [elapsed: 00:00 remaining: ?]Sleeping for 9s. Reason: RATELIMIT")
    assert (reader.queue_state, reader.message) == ("RATELIMIT", "The MSA server is busy and asked to wait")


def test_two_questions_to_the_msa_server_share_its_part_of_the_run() -> None:
    def followed(sequences: int, lines: tuple[str, ...]) -> list[float]:
        reader = ProgressReader(PLAN)
        reader.feed(f"Calling MSA server for target input with {sequences} sequences")
        fractions = [reader.fraction]
        for line in lines:
            reader.feed(line)
            fractions.append(reader.fraction)
        return fractions

    question = (
        "SUBMIT:   0%|          | 0/300",
        "RUNNING:  50%|#####     | 150/300",
        "COMPLETE: 100%|##########| 300/300",
        "COMPLETE: 100%|##########|",
    )
    begin, *_, end = one = followed(1, question)
    two = followed(2, (*question, *question))
    assert two[4] == two[5] == pytest.approx((begin + end) / 2, abs=0.002)
    assert two[6] == pytest.approx(begin + 0.75 * (end - begin), abs=0.002)
    assert two[-1] == one[-1] == end


def test_the_words_with_which_boltz_runs_are_kept_and_stay_out_of_the_tail() -> None:
    watch = RunWatch(PLAN)
    assert watch.words is None
    watch.feed("stderr", b'\natomera-command ["predict", "--num_workers", "0"]\nafter\n')
    assert watch.words == ["predict", "--num_workers", "0"]
    assert watch.tail("stderr") == "after"


def test_a_stage_that_is_not_planned_takes_no_part_of_the_whole() -> None:
    reader = ProgressReader(RunPlan(has_msa=False, has_affinity=False, structure_steps=10, affinity_steps=10))
    reader.feed("Running structure prediction for 1 input.")
    assert reader.fraction < 0.2
    reader.feed("atomera-denoising-step 10")
    assert 0.9 < reader.fraction < 1


def test_a_report_that_says_nothing_new_is_left_out() -> None:
    reader, sequence = ProgressReader(PLAN), ProgressSequence()
    first = sequence.next(reader)
    assert first is not None
    assert first["seq"] == 1
    assert sequence.next(reader) is None
    reader.feed("Checking input data.")
    second = sequence.next(reader)
    assert second is not None
    assert (second["seq"], second["stage"]) == (2, "input")


def test_a_run_is_overdue_by_its_silence_or_its_time_at_the_msa_server() -> None:
    now = [0.0]
    watch = RunWatch(PLAN, lambda: now[0])
    now[0] = 99.0
    assert watch.overdue(100, 50) is None
    now[0] = 101.0
    assert watch.overdue(100, 50) is Ending.HUNG
    watch.feed("stdout", b"Calling MSA server for target input\n")
    assert watch.overdue(100, 50) is None
    now[0] = 152.0
    watch.feed("stderr", b"PENDING:   0%|\r")
    assert watch.overdue(100, 50) is Ending.MSA_TIMEOUT
    watch.feed("stderr", b"Sleeping for 9s. Reason: RATELIMIT\n")
    assert watch.overdue(100, 50) is Ending.MSA_BUSY
    watch.feed("stdout", b"Running structure prediction for 1 input.\n")
    assert watch.overdue(100, 50) is None
    assert watch.timings() == {"starting": 101.0, "msa": 51.0, "structure": 0.0}


def test_stages_that_arrive_together_each_have_their_time() -> None:
    watch = RunWatch(PLAN)
    watch.feed("stdout", b"Checking input data.\nRunning structure prediction for 1 input.\nPredicting property: affinity\n")
    assert list(watch.timings()) == ["starting", "input", "structure", "affinity"]


def test_counted_steps_stay_out_of_the_tail() -> None:
    watch = RunWatch(PLAN)
    watch.feed("stderr", b"before\n\natomera-denoising-step 1\nafter\n")
    assert watch.tail("stderr") == "before\nafter"
