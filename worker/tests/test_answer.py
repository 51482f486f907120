"""The answer: what is in it, what null stands for, and what is left out first when it grows too large."""

import base64
import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from atomera_worker.answer import Provenance, build_answer
from atomera_worker.answer_budget import RESERVE_BYTES
from atomera_worker.npz_file import quantised_pae
from atomera_worker.refusal import JobRefusedError
from atomera_worker.result_folder import pose_fault, read_results
from boltz_files import AFFINITY, TOKENS, confidence, noisy_pae, npz, pae_npz, pose_cif, write_affinity, write_results
from contract import check
from jobs import content_of

LOGS = {"boltz_stderr.log": "x" * 999}
PROVENANCE = Provenance({"package": "boltz", "version": "2.2.1"}, None, ["boltz", "predict"], {"structure": 1.0}, LOGS)
MIB = 1024 * 1024


def answered(out: Path, most_bytes: int = 8 * MIB) -> dict[str, Any]:
    answer = build_answer(read_results(out), [], PROVENANCE, most_bytes)
    assert len(json.dumps(answer)) < most_bytes
    return answer


def test_every_sample_names_its_files_and_they_are_boltz_own_bytes(tmp_path: Path) -> None:
    folder = write_results(tmp_path, 2, has_affinity=True)
    answer = answered(tmp_path)
    for rank, sample in enumerate(answer["samples"]):
        assert sample["index"] == rank
        assert sample["pose"]["sha256"] == hashlib.sha256(pose_cif().encode()).hexdigest()
        assert content_of(answer, sample["plddt_file"]) == (folder / f"plddt_input_model_{rank}.npz").read_bytes()
        assert content_of(answer, sample["pae_file"]) == (folder / f"pae_input_model_{rank}.npz").read_bytes()
        assert sample["pae_quantised"] is False
        assert sample["confidence"]["ptm"] == 0.9
    assert answer["samples"][0]["confidence_file"] == "confidence_result.json"
    assert content_of(answer, answer["samples"][1]["confidence_file"])
    for note in answer["output_stamps"]:
        content = base64.b64decode(answer["output_files"][note["name"]])
        assert (note["size"], note["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert [note["name"] for note in answer["output_stamps"]] == ["confidence_result.json", "affinity_result.json"]
    assert not [name for name in answer["files"] if name.startswith("pde")]
    assert content_of(answer, "boltz_stderr.log") == b"x" * 999


def test_what_is_no_json_number_becomes_null(tmp_path: Path) -> None:
    folder = write_results(tmp_path, 1)
    scores = confidence(0.5) | {"iptm": float("nan"), "complex_pde": float("inf"), "chains_ptm": {"0": float("-inf")}}
    (folder / "confidence_input_model_0.json").write_text(json.dumps(scores))
    answer = answered(tmp_path)
    told = json.loads(base64.b64decode(answer["output_files"]["confidence_result.json"]), parse_constant=pytest.fail)
    assert (told["iptm"], told["complex_pde"], told["chains_ptm"]["0"], told["confidence_score"]) == (None, None, None, 0.5)
    json.dumps(answer, allow_nan=False)


WITHOUT_SCORE = ["", "{", "[]", "{}", *(f'{{"confidence_score": {value}}}' for value in ("NaN", "1e999", '"0.5"', "true"))]


@pytest.mark.parametrize("text", WITHOUT_SCORE)
def test_a_sample_without_a_finite_score_keeps_its_pose(tmp_path: Path, text: str) -> None:
    folder = write_results(tmp_path, 2)
    (folder / "confidence_input_model_0.json").write_text(text)
    results = read_results(tmp_path)
    assert [sample.rank for sample in results.sound_samples] == [1, 0]
    assert "confidence_input_model_0.json" in str(results.sound_samples[1].confidence_fault)
    answer = answered(tmp_path)
    check("output", answer)
    assert [sample["pose"]["name"] for sample in answer["samples"]] == ["pose_1.cif", "pose_0.cif"]
    assert answer["confidence_score"] == answer["samples"][0]["confidence"]["confidence_score"] == 0.89
    assert (answer["samples"][1]["confidence"] or {}).get("confidence_score") is None


def test_a_pose_that_has_no_scores_at_all_is_a_result(tmp_path: Path) -> None:
    folder = write_results(tmp_path, 1)
    (folder / "confidence_input_model_0.json").unlink()
    answer = answered(tmp_path)
    assert (list(answer["pose_files"]), answer["confidence_score"], answer["output_files"]) == (["pose_0.cif"], None, {})


@pytest.mark.parametrize("coordinate", ["nan", "inf", "-", "?", "1.0 2.0"])
def test_a_pose_without_finite_coordinates_is_not_sound(coordinate: str) -> None:
    assert pose_fault(pose_cif(coordinate=coordinate).encode()) is not None
    assert pose_fault(pose_cif().encode()) is None


def test_samples_are_ordered_by_number_and_not_by_letter(tmp_path: Path) -> None:
    write_results(tmp_path, 12)
    assert list(answered(tmp_path)["pose_files"]) == [f"pose_{rank}.cif" for rank in range(12)]


def test_one_affinity_per_copy_is_read_too(tmp_path: Path) -> None:
    folder = write_results(tmp_path, 1)
    write_affinity(folder, "affinity_input_B.json")
    write_affinity(folder, "affinity_input_C.json")
    answer = answered(tmp_path)
    assert answer["affinity_pred_value"] == AFFINITY["affinity_pred_value"]
    assert "affinity_input_C.json" in answer["files"]
    assert "affinity_input_B.json" in answer["warnings"][0]


def test_what_boltz_did_not_write_is_null(tmp_path: Path) -> None:
    folder = write_results(tmp_path, 1)
    for path in [*folder.glob("*.npz"), tmp_path / "boltz_results_input/processed/records/input.json"]:
        path.unlink()
    answer = answered(tmp_path)
    assert (answer["affinity_pred_value"], answer["gpu"], answer["chains"]) == (None, None, [])
    assert (answer["samples"][0]["plddt_file"], answer["samples"][0]["pae_file"]) == (None, None)


def test_pae_is_quantised_and_then_left_out_from_the_last_sample_on(tmp_path: Path) -> None:
    write_results(tmp_path, 3, pae=noisy_pae(200))
    whole = len(json.dumps(answered(tmp_path)))
    seen: list[tuple[int, int]] = []
    for most_bytes in range(whole + 200_000, 100_000, -20_000):
        answer = answered(tmp_path, most_bytes)
        assert len(answer["pose_files"]) == 3
        kinds = [0 if sample["pae_file"] is None else 1 if sample["pae_quantised"] else 2 for sample in answer["samples"]]
        assert kinds[0] >= kinds[1] >= kinds[2] or 0 in kinds
        assert all(sample["plddt_file"] for sample in answer["samples"])
        dropped = [f"pae_input_model_{rank}.npz" for rank, kind in enumerate(kinds) if kind == 0]
        assert all(name in " ".join(answer["warnings"]) for name in dropped)
        seen.append((kinds.count(1), kinds.count(0)))
    assert seen[0] == (0, 0)
    assert seen[-1] == (0, 3)
    assert any(quantised for quantised, _ in seen)


def test_poses_are_left_out_last_and_from_the_last_one_on(tmp_path: Path) -> None:
    write_results(tmp_path, 3, residues=1_000)
    one_pose = len(base64.b64encode(pose_cif(1_000).encode()))
    for fit in (1, 2):
        answer = answered(tmp_path, RESERVE_BYTES + 8_000 + fit * (one_pose + 1_000))
        assert [sample["pose"] is not None for sample in answer["samples"]] == [place < fit for place in range(3)]
        assert all(sample["confidence"] for sample in answer["samples"])
        assert answer["samples"][2]["plddt_file"] is None
        assert "pose_2.cif" in answer["warnings"][0]
    with pytest.raises(JobRefusedError) as caught:
        build_answer(read_results(tmp_path), [], PROVENANCE, RESERVE_BYTES + one_pose // 2)
    assert caught.value.code == "OUTPUT_TOO_LARGE"


def test_many_samples_with_large_arrays_stay_below_the_limit(tmp_path: Path) -> None:
    write_results(tmp_path, 25, pae=noisy_pae(500))
    answer = answered(tmp_path)
    assert len(answer["pose_files"]) == 25
    assert answer["samples"][0]["pae_quantised"] is False
    assert answer["samples"][24]["pae_file"] is None


def test_quantised_pae_counts_eighths_of_an_angstrom() -> None:
    tokens = TOKENS
    packed = quantised_pae(pae_npz(tokens))
    assert packed is not None
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        npy = archive.read("pae.npy")
    header_end = 10 + int.from_bytes(npy[8:10], "little")
    assert header_end % 64 == 0
    assert f"'shape': ({tokens}, {tokens})" in npy[10:header_end].decode()
    assert "'|u1'" in npy[10:header_end].decode()
    values = [0.25 + (place * 7919 % 1260) / 40 for place in range(tokens * tokens)]
    assert all(abs(step / 8 - value) <= 0.0625 + 1e-6 for step, value in zip(npy[header_end:], values, strict=True))


@pytest.mark.parametrize("content", [b"", b"PK", npz("other", [1.0], (1, 1)), npz("pae", [float("nan")], (1, 1)), pae_npz()[:-30]])
def test_what_is_no_pae_is_not_quantised(content: bytes) -> None:
    assert quantised_pae(content) is None
