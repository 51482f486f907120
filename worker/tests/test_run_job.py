"""Whole jobs against the stand-in: each situation of Boltz-2 ends with its code, or with a result that says what is missing."""

import asyncio
import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest

from atomera_worker.run_job import run_job, run_limit_s
from atomera_worker.settings import Settings
from boltz_files import AFFINITY, MSA_ASKED_AT, pose_cif
from contract import check
from jobs import AFFINITY_YAML, BOND_YAML, STRUCTURE_YAML, content_of, job, settings


def run(given: object, chosen: Settings) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Run a job; whatever it answers and reports is the contract's."""
    told: list[dict[str, Any]] = []
    answer = asyncio.run(run_job(given, chosen, told.append))
    check("failure" if "error" in answer else "output", answer)
    for value in told:
        check("progress", value)
    return answer, told


NO_AFFINITY = "The affinity could not be computed; the poses are not affected."
FAILURES = [
    ("rejected", AFFINITY_YAML, "INPUT_REJECTED"),
    ("rejected_without_words", STRUCTURE_YAML, "INPUT_REJECTED"),
    ("oom_structure", STRUCTURE_YAML, "BOLTZ_OOM"),
    ("oom_structure", AFFINITY_YAML, "BOLTZ_OOM"),
    ("oom_loading", STRUCTURE_YAML, "BOLTZ_OOM"),
    ("oom_host", STRUCTURE_YAML, "BOLTZ_OOM_HOST"),
    ("oom_cublas", STRUCTURE_YAML, "BOLTZ_OOM"),
    ("oom_cudnn", STRUCTURE_YAML, "BOLTZ_OOM"),
    ("oom_host_loader", STRUCTURE_YAML, "BOLTZ_OOM_HOST"),
    ("oom_host_python", STRUCTURE_YAML, "BOLTZ_OOM_HOST"),
    ("oom_host_numpy", STRUCTURE_YAML, "BOLTZ_OOM_HOST"),
    ("oom_host_torch", STRUCTURE_YAML, "BOLTZ_OOM_HOST"),
    ("loader_lost", STRUCTURE_YAML, "BOLTZ_OOM_HOST"),
    ("shared_memory", STRUCTURE_YAML, "SHARED_MEMORY"),
    ("shared_memory_full", STRUCTURE_YAML, "SHARED_MEMORY"),
    ("shared_memory_unwritten", STRUCTURE_YAML, "SHARED_MEMORY"),
    ("bus_error", STRUCTURE_YAML, "SHARED_MEMORY"),
    ("loader_fault", STRUCTURE_YAML, "BOLTZ_FAILED"),
    ("loader_abort", STRUCTURE_YAML, "BOLTZ_FAILED"),
    ("disk_full", STRUCTURE_YAML, "DISK_FULL"),
    ("msa_refused", STRUCTURE_YAML, "MSA_SERVER_REFUSED"),
    ("msa_recovers", STRUCTURE_YAML, "FEATURES_FAILED"),
    ("msa_timeout", STRUCTURE_YAML, "MSA_SERVER_TIMEOUT"),
    ("msa_maintenance", STRUCTURE_YAML, "MSA_SERVER_MAINTENANCE"),
    ("kernels", STRUCTURE_YAML, "KERNELS"),
    ("unsupported_gpu", STRUCTURE_YAML, "GPU_UNSUPPORTED"),
    ("no_gpu", STRUCTURE_YAML, "NO_GPU"),
    ("weights", STRUCTURE_YAML, "WEIGHTS"),
    ("weights_empty", STRUCTURE_YAML, "WEIGHTS"),
    ("weights_of_a_page", STRUCTURE_YAML, "WEIGHTS"),
    ("weights_cut_off", STRUCTURE_YAML, "WEIGHTS"),
    ("weights_away", STRUCTURE_YAML, "WEIGHTS"),
    ("weights_of_another_model", STRUCTURE_YAML, "WEIGHTS"),
    ("components_missing", STRUCTURE_YAML, "WEIGHTS"),
    ("features", STRUCTURE_YAML, "FEATURES_FAILED"),
    ("covalent", BOND_YAML, "COVALENT_LIGAND"),
    ("covalent", BOND_YAML + "properties:\n- affinity: {binder: B}\n", "COVALENT_LIGAND"),
    ("covalent", STRUCTURE_YAML, "NO_OUTPUT"),
    ("ligand_crash", STRUCTURE_YAML, "LIGAND_CRASH"),
    ("ligand_fault", STRUCTURE_YAML, "LIGAND_CRASH"),
    ("ligand_crash", "sequences:\n- protein: {id: A, sequence: MK, msa: empty}\n", "BOLTZ_FAILED"),
    ("crash_while_computing", STRUCTURE_YAML, "BOLTZ_FAILED"),
    ("unreadable_smiles", STRUCTURE_YAML, "INPUT_REJECTED"),
    ("unreadable_salt", STRUCTURE_YAML, "INPUT_REJECTED"),
    ("conformer", STRUCTURE_YAML, "LIGAND_CONFORMER"),
    ("stale", STRUCTURE_YAML, "BOLTZ_FAILED"),
    ("damaged_pose", STRUCTURE_YAML, "OUTPUT_UNREADABLE"),
    ("nothing", STRUCTURE_YAML, "NO_OUTPUT"),
    ("unknown_error", STRUCTURE_YAML, "BOLTZ_FAILED"),
    ("bad_option", STRUCTURE_YAML, "CONTRACT"),
]


@pytest.mark.parametrize(("situation", "yaml", "code"), FAILURES)
@pytest.mark.usefixtures("job_root")
def test_a_failed_run_ends_with_its_code(situation: str, yaml: str, code: str) -> None:
    answer, _ = run(job(yaml), settings(situation))
    assert answer["error_code"] == code
    assert isinstance(answer["error"], str)
    assert answer["error"].endswith(".")
    assert set(answer) == {"error", "error_code", "details"}


@pytest.mark.usefixtures("job_root")
def test_boltz_own_reason_is_passed_on() -> None:
    answer, _ = run(job(AFFINITY_YAML), settings("rejected"))
    assert answer["error"] == "Boltz-2 did not accept the input: Cannot compute affinity for a ligand that has multiple copies."
    assert "ValueError" in answer["details"]["stderr_tail"]
    answer, _ = run(job(), settings("features"))
    assert "index 0 is out of bounds" in answer["error"]


@pytest.mark.parametrize(
    ("situation", "words"),
    [
        ("unreadable_smiles", "RDKit cannot read a SMILES of the input: Explicit valence for atom # 1 C, 5, is greater than permitted."),
        ("unreadable_salt", "RDKit cannot read a SMILES of the input: Explicit valence for atom # 1 C, 5, is greater than permitted."),
        ("unknown_atom", "Boltz-2 did not accept the input: it looked for ('B', 0, 'C99') and did not find it."),
        ("loader_fault", "Boltz-2 crashed (Segmentation fault)."),
    ],
)
@pytest.mark.usefixtures("job_root")
def test_what_only_programmers_understand_is_put_into_words(situation: str, words: str) -> None:
    assert run(job(), settings(situation))[0]["error"] == words


@pytest.mark.usefixtures("job_root")
def test_a_run_that_went_well_is_answered_as_the_contract_says() -> None:
    answer, told = run(job(AFFINITY_YAML, config={"diffusion_samples": 2, "sampling_steps": 20}), settings("success"))
    assert "error" not in answer
    assert answer["affinity_pred_value"] == AFFINITY["affinity_pred_value"]
    assert answer["affinity_probability_binary"] == AFFINITY["affinity_probability_binary"]
    assert answer["confidence_score"] == 0.9
    assert list(answer["pose_files"]) == ["pose_0.cif", "pose_1.cif"]
    assert base64.b64decode(answer["pose_files"]["pose_0.cif"]).decode() == pose_cif()
    assert set(answer["output_files"]) == {"confidence_result.json", "affinity_result.json"}
    assert json.loads(base64.b64decode(answer["output_files"]["affinity_result.json"])) == AFFINITY
    assert [chain["chain_id"] for chain in answer["chains"]] == ["A", "B"]
    assert answer["simulated"] is False
    assert answer["schema_version"] == 1
    assert answer["warnings"] == []
    assert answer["command"][:5] == ["boltz", "predict", "input.yaml", "--out_dir", "out"]
    assert answer["command"][-2:] == ["--sampling_steps", "20"]
    assert not [name for name in answer["files"] if "pde" in name]
    assert {"structure", "affinity", "packaging"} <= set(answer["timings"])
    assert told[-1]["stage"] == "packaging"


@pytest.mark.usefixtures("job_root")
def test_without_an_affinity_its_keys_are_null() -> None:
    answer, _ = run(job(), settings("success"))
    assert answer["affinity_pred_value"] is None
    assert answer["affinity_probability_binary"] is None
    assert "affinity_result.json" not in answer["output_files"]


@pytest.mark.parametrize(
    ("situation", "yaml", "code", "words"),
    [
        ("oom_affinity", AFFINITY_YAML, "BOLTZ_OOM", f"{NO_AFFINITY} The GPU ran out of memory."),
        ("affinity_fails", AFFINITY_YAML, "AFFINITY_FAILED", f"{NO_AFFINITY} Boltz-2 ended with code 1."),
        ("dummy_msa", STRUCTURE_YAML, None, "The alignment does not match its sequence: Boltz-2 predicted without it."),
        ("exit_code_after_success", STRUCTURE_YAML, None, "Boltz-2 wrote everything, but ended with code 1."),
    ],
)
@pytest.mark.usefixtures("job_root")
def test_a_result_in_part_says_what_is_missing(situation: str, yaml: str, code: str | None, words: str) -> None:
    answer, _ = run(job(yaml), settings(situation))
    assert answer["warnings"] == [words]
    assert answer["shortfalls"] == ([{"what": "affinity", "code": code}] if code else [])
    assert answer["affinity_pred_value"] is None
    assert list(answer["pose_files"]) == ["pose_0.cif"]


@pytest.mark.usefixtures("job_root")
def test_fewer_samples_than_asked_are_a_result_with_a_warning() -> None:
    answer, _ = run(job(config={"diffusion_samples": 3}), settings("fewer_samples"))
    assert len(answer["samples"]) == 2
    assert answer["warnings"][0].startswith("Only 2 of 3 samples came out.")
    assert answer["shortfalls"] == [{"what": "samples", "code": "BOLTZ_FAILED"}]


@pytest.mark.usefixtures("job_root")
def test_poses_that_do_not_fit_are_left_out_last_first_and_their_scores_come() -> None:
    answer, _ = run(job(config={"diffusion_samples": 5}), settings("huge"))
    came = [sample["index"] for sample in answer["samples"] if sample["pose"] is not None]
    assert came == list(range(len(answer["pose_files"])))
    assert 1 <= len(came) < 5
    assert [sample["confidence"]["confidence_score"] for sample in answer["samples"]] == [0.9, 0.89, 0.88, 0.87, 0.86]
    assert answer["warnings"][0].startswith(f"The answer would have been too large; left out: pose_{len(came)}.cif")


@pytest.mark.usefixtures("job_root")
def test_when_not_even_one_pose_fits_the_job_is_refused() -> None:
    answer, _ = run(job(), settings("huge", answer_bytes=1024 * 1024))
    assert answer["error_code"] == "OUTPUT_TOO_LARGE"


@pytest.mark.usefixtures("job_root")
def test_a_pose_without_a_finite_score_is_kept_and_comes_last() -> None:
    answer, _ = run(job(config={"diffusion_samples": 2}), settings("no_confidence"))
    assert [(sample["index"], sample["confidence"]["confidence_score"]) for sample in answer["samples"]] == [(1, 0.89), (0, None)]
    assert answer["confidence_score"] == 0.89
    assert set(answer["pose_files"]) == {"pose_0.cif", "pose_1.cif"}
    (words,) = answer["warnings"]
    assert words.startswith("1 of the samples is without a confidence, and ranked last. Confidence_input_model_0.json has no finite")


@pytest.mark.usefixtures("job_root")
def test_progress_is_numbered_grows_and_never_reaches_one() -> None:
    _, told = run(job(AFFINITY_YAML, config={"sampling_steps": 50, "use_msa_server": True}), settings("slow", progress_interval_s=0.01))
    assert [value["seq"] for value in told] == list(range(1, len(told) + 1))
    fractions = [value["fraction"] for value in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] < 1
    assert len(set(fractions)) > 2


@pytest.mark.usefixtures("job_root")
def test_an_answer_says_when_the_msa_server_was_asked() -> None:
    answer, _ = run(job(config={"use_msa_server": True}), settings("success"))
    assert answer["msa"] == {"source": "server", "asked_at": MSA_ASKED_AT, "server": "https://api.colabfold.com"}
    assert run(job(), settings("success"))[0]["msa"] is None


@pytest.mark.usefixtures("job_root")
@pytest.mark.parametrize("own", [None, "https://msa.example/"])
def test_an_answer_says_which_msa_server_was_asked(own: str | None) -> None:
    named = {"use_msa_server": True, "msa_server_url": "https://msa.example"}
    answer, _ = run(job(config=named), settings("success", msa_server_url=own))
    assert answer["msa"]["server"] == "https://msa.example"
    assert answer["command"].count("--msa_server_url") == 1


@pytest.mark.usefixtures("job_root")
def test_a_worker_with_its_own_msa_server_asks_no_other() -> None:
    own = settings("success", msa_server_url="https://msa.example")
    assert run(job(config={"use_msa_server": True}), own)[0]["msa"]["server"] == "https://msa.example"
    refused, told = run(job(config={"use_msa_server": True, "msa_server_url": "https://api.colabfold.com"}), own)
    assert (refused["error_code"], told) == ("CONTRACT", [])
    assert "https://api.colabfold.com" in refused["error"]


@pytest.mark.usefixtures("job_root")
def test_the_recorded_command_is_the_one_that_ran_without_secrets() -> None:
    answer, _ = run(job(), settings("settled"))
    assert answer["command"] == ["boltz", "predict", "input.yaml", "--msa_server_url", "https://msa.example/x", "--no_kernels"]
    assert answer["warnings"] == [
        "Boltz-2 ran without its fast kernels, because their package is not installed: slower, with the same results."
    ]
    own, _ = run(job(config={"use_msa_server": True}), settings("success", msa_server_url="https://me:secret@msa.example/x"))
    assert own["command"][-2:] == ["--msa_server_url", "https://msa.example/x"]
    assert own["msa"]["server"] == "https://msa.example/x"


@pytest.mark.usefixtures("job_root")
def test_a_worker_may_be_set_to_run_without_kernels() -> None:
    answer, _ = run(job(), settings("success", no_kernels=True))
    assert answer["command"][-1] == "--no_kernels"
    assert answer["warnings"] == []


@pytest.mark.usefixtures("job_root")
def test_boltz_is_told_the_folder_for_alignments_only_where_there_is_a_volume(tmp_path: Path) -> None:
    for volume in (None, tmp_path / "volume"):
        answer, _ = run(job(), settings("environment", volume=volume))
        names = content_of(answer, "boltz_stderr.log").decode().split()
        assert ("ATOMERA_MSA_FOLDER" in names) is (volume is not None)


@pytest.mark.usefixtures("job_root")
def test_a_flood_of_output_does_not_fill_the_answer() -> None:
    answer, _ = run(job(), settings("talkative"))
    assert "error" not in answer
    assert answer["files"]["boltz_stdout.log"]["size"] <= 64 * 1024


@pytest.mark.usefixtures("job_root")
@pytest.mark.parametrize("msa_server", [None, "https://msa.example"])
def test_boltz_gets_its_own_variables_and_no_key_of_others(monkeypatch: pytest.MonkeyPatch, msa_server: str | None) -> None:
    keys = {
        "AWS_SECRET_ACCESS_KEY",
        "HF_TOKEN",
        "RUNPOD_AI_API_KEY",
        "ATOMERA_WORKER_KEY",
        "ATOMERA_KEY_ENCRYPTION_KEY",
        "S3_SECRET_ACCESS_KEY",
        "DATABASE_URL",
        "CRON_SECRET",
    }
    own = {"BOLTZ_CACHE", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "OMP_NUM_THREADS", "https_proxy", "SSL_CERT_FILE"}
    for name in (*keys, *own, "MSA_API_KEY_VALUE"):
        monkeypatch.setenv(name, "value")
    answer, _ = run(job(), settings("environment", msa_server_url=msa_server))
    names = set(content_of(answer, "boltz_stderr.log").decode().split())
    assert {*own, "PATH", "PYTHONUNBUFFERED"} <= names
    assert not keys & names
    # The public server must not be shown the credentials of another one.
    assert ("MSA_API_KEY_VALUE" in names) is (msa_server is not None)


@pytest.mark.parametrize("situation", ["success", "no_gpu"])
@pytest.mark.usefixtures("job_root")
def test_no_report_comes_shortly_before_an_answer(situation: str) -> None:
    told_at: list[float] = []
    asyncio.run(run_job(job(), settings(situation, quiet_before_result_s=0.6), lambda _: told_at.append(time.monotonic())))
    assert time.monotonic() - told_at[-1] >= 0.6


@pytest.mark.usefixtures("job_root")
def test_a_report_that_fails_costs_no_result() -> None:
    def fail(_: object) -> None:
        raise RuntimeError("can't start new thread")

    assert "error" not in asyncio.run(run_job(job(), settings("success"), fail))


@pytest.mark.usefixtures("job_root")
def test_a_fault_of_the_worker_itself_is_an_answer_without_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {28: ("DISK_FULL", "The disk of the worker is full."), 5: ("BOLTZ_FAILED", "The worker itself failed (OSError).")}
    for number, expected in told.items():
        monkeypatch.setattr("atomera_worker.run_job._write_inputs", failing(OSError(number, "said by the system", "/somewhere")))
        answer, _ = run(job(), settings("success"))
        assert (answer["error_code"], answer["error"]) == expected


def failing(error: Exception) -> Any:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_the_folder_of_a_job_is_gone_afterwards(job_root: Path) -> None:
    for situation in ("success", "unknown_error"):
        run(job(), settings(situation))
        assert list(job_root.iterdir()) == []


def test_a_program_that_is_not_there_is_said(job_root: Path) -> None:
    answer, _ = run(job(), Settings(boltz_program=(str(job_root / "missing"),)))
    assert answer["error_code"] == "BOLTZ_MISSING"


def test_a_python_without_boltz_is_said(job_root: Path) -> None:
    answer, _ = run(job(), Settings(progress_interval_s=0.05))
    assert answer["error_code"] == "BOLTZ_MISSING"
    assert list(job_root.iterdir()) == []


def test_a_refused_job_starts_nothing(job_root: Path) -> None:
    answer, told = run(job("sequences:\n- protein: {msa: /etc/passwd}"), settings("success"))
    assert answer["error_code"] == "INPUT_REJECTED"
    assert told == []
    assert list(job_root.iterdir()) == []


def test_boltz_is_ended_before_the_platform_would_do_it() -> None:
    assert run_limit_s(5) == 3
    assert run_limit_s(100) == 95
    assert run_limit_s(3_600) == 3_570
