"""Builds the answer of a run in the contract's form: what Boltz-2 wrote, null for what it did not, and nothing made up."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from atomera_worker import CONTRACT_VERSION
from atomera_worker.answer_budget import AnswerBudget, json_bytes
from atomera_worker.npz_file import quantised_pae
from atomera_worker.result_folder import MOST_FILE_BYTES, FoundAffinity, FoundResults, FoundSample
from atomera_worker.verdict import Shortfall

# Quantised PAE was a quarter of its npz; below a sixteenth even trying is wasted time.
BEST_QUANTISED_SHARE = 16
MOST_PAE_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True)
class Provenance:
    """Where a result comes from. `timings` are seconds per stage; `gpu` is None without one, `msa` where nobody was asked for it."""

    engine: dict[str, str | None] | None
    gpu: str | None
    command: list[str]
    timings: Mapping[str, float]
    logs: Mapping[str, str]
    msa: Mapping[str, str] | None = None


def build_answer(
    results: FoundResults,
    warnings: list[str],
    provenance: Provenance,
    most_bytes: int,
    uploaded: dict[str, Any] | None = None,
    shortfalls: Sequence[Shortfall] = (),
) -> dict[str, Any]:
    """Give the answer, below `most_bytes` as JSON; `uploaded` is the stamp of a larger one that the app can fetch elsewhere.

    Raises JobRefusedError (OUTPUT_TOO_LARGE) when not even the best pose fits and it stands nowhere else.
    """
    affinity = results.sound_affinities[0] if results.sound_affinities else None
    answer = _without_files(results, affinity, provenance)
    answer["shortfalls"] = [asdict(shortfall) for shortfall in shortfalls]
    if uploaded is not None:
        answer["uploaded"] = uploaded
    budget = AnswerBudget(most_bytes, json_bytes(answer) + json_bytes(warnings), is_uploaded=uploaded is not None)
    samples = _pack(budget, results, affinity, provenance.logs)
    return {
        **answer,
        "pose_files": budget.pose_files,
        "output_files": budget.output_files,
        "output_stamps": budget.output_stamps,
        "files": budget.files,
        "samples": samples,
        "warnings": [*warnings, *_copies_warning(results), *budget.warnings()],
    }


def _without_files(results: FoundResults, affinity: FoundAffinity | None, provenance: Provenance) -> dict[str, Any]:
    best = results.sound_samples[0]
    values = (affinity.values if affinity else None) or {}
    return {
        "affinity_pred_value": values.get("affinity_pred_value"),
        "affinity_probability_binary": values.get("affinity_probability_binary"),
        "confidence_score": (best.confidence or {}).get("confidence_score"),
        "schema_version": CONTRACT_VERSION,
        "engine": provenance.engine,
        "simulated": False,
        "chains": results.chains,
        "timings": dict(provenance.timings),
        "command": provenance.command,
        "gpu": provenance.gpu,
        "msa": None if provenance.msa is None else dict(provenance.msa),
    }


def _copies_warning(results: FoundResults) -> list[str]:
    if len(results.sound_affinities) < 2:
        return []
    return [f"There is one affinity per copy of the binder; {results.sound_affinities[0].path.name} is the one shown."]


def _pack(budget: AnswerBudget, results: FoundResults, affinity: FoundAffinity | None, logs: Mapping[str, str]) -> list[dict[str, Any]]:
    """Put files into the answer by importance: best pose, all scores, poses, pLDDT, PAE from the best sample on, logs; never PDE."""
    sound = results.sound_samples
    told = [_note(budget, sample) for sample in sound]
    _pack_poses(budget, sound[:1], told)
    _pack_scores(budget, sound, told)
    if affinity is not None:
        budget.add_output("affinity_result.json", _json_content(affinity.path, affinity.values))
    for other in results.sound_affinities[1:]:
        budget.add_file(other.path.name, _json_content(other.path, other.values))
    _pack_poses(budget, sound[1:], told[1:])
    # Arrays say nothing without the pose that they belong to.
    posed = [(sample, note) for sample, note in zip(sound, told, strict=True) if note["pose"] is not None]
    for sample, note in posed:
        note["plddt_file"] = _pack_file(budget, sample.plddt_path)
    for sample, note in posed:
        _pack_pae(budget, sample, note)
    for name, text in logs.items():
        if text:
            budget.add_file(name, text.encode("utf-8", "replace"))
    return told


def _note(budget: AnswerBudget, sample: FoundSample) -> dict[str, Any]:
    note = {
        "index": sample.rank,
        "pose": None,
        "confidence": None,
        "confidence_file": None,
        "plddt_file": None,
        "pae_file": None,
        "pae_quantised": False,
    }
    budget.take(json_bytes(note))
    return note


def _pack_poses(budget: AnswerBudget, samples: list[FoundSample], told: list[dict[str, Any]]) -> None:
    for sample, note in zip(samples, told, strict=False):
        note["pose"] = budget.add_pose(f"pose_{sample.rank}.cif", sample.pose)


def _pack_scores(budget: AnswerBudget, sound: list[FoundSample], told: list[dict[str, Any]]) -> None:
    for place, (sample, note) in enumerate(zip(sound, told, strict=True)):
        if sample.confidence is None:
            continue
        content = _json_content(sample.confidence_path, sample.confidence)
        if place == 0:
            note["confidence_file"] = budget.add_output("confidence_result.json", content)
        else:
            note["confidence_file"] = budget.add_file(sample.confidence_path.name, content)
        if budget.take(json_bytes(sample.confidence)):
            note["confidence"] = sample.confidence


def _json_content(path: Path, values: dict[str, Any] | None) -> bytes:
    """Give a score file as Boltz-2 wrote it, or written anew with null where it held what is no JSON number."""
    written = path.read_bytes()
    try:
        json.loads(written, parse_constant=_refuse_constant)
    except ValueError:
        return json.dumps(values, indent=4).encode()
    return written


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _pack_file(budget: AnswerBudget, path: Path) -> str | None:
    if not path.is_file() or path.stat().st_size > MOST_FILE_BYTES:
        return None
    return budget.add_file(path.name, path.read_bytes())


def _pack_pae(budget: AnswerBudget, sample: FoundSample, note: dict[str, Any]) -> None:
    """Full precision while it fits, then one byte per pair, then not at all."""
    path = sample.pae_path
    if not path.is_file() or path.stat().st_size > MOST_PAE_BYTES:
        return
    content = path.read_bytes()
    if not budget.fits(len(content) // BEST_QUANTISED_SHARE):
        budget.left_out.append(path.name)
        return
    note["pae_file"] = budget.add_file(path.name, content, has_more_to_try=True)
    if note["pae_file"] is not None:
        return
    quantised = quantised_pae(content)
    if quantised is None:
        budget.left_out.append(path.name)
        return
    note["pae_file"] = budget.add_file(path.name, quantised)
    note["pae_quantised"] = note["pae_file"] is not None
