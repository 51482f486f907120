"""What a job may say, and what is refused before Boltz-2 starts."""

import base64
import gzip
import hashlib
from typing import Any

import pytest

from atomera_worker import job_files
from atomera_worker.boltz_options import ALLOWED
from atomera_worker.job_input import read_job
from atomera_worker.refusal import JobRefusedError
from jobs import AFFINITY_YAML, BOND_YAML, STRUCTURE_YAML, encoded, job, job_file

A3M = b">A\nMKTAYI\n"


def refusal(given: object) -> JobRefusedError:
    with pytest.raises(JobRefusedError) as caught:
        read_job(given)
    assert "\n" not in caught.value.sentence
    assert len(caught.value.sentence) < 300
    return caught.value


def test_a_job_of_the_app_is_read() -> None:
    read = read_job(job(AFFINITY_YAML, config={"diffusion_samples": 3, "seed": 7, "use_potentials": True}))
    assert read.options.samples == 3
    assert read.execution_timeout_s == 600
    assert (read.complex.wants_affinity, read.complex.has_ligands, read.complex.has_bonds) == (True, True, False)
    assert read.yaml_text == AFFINITY_YAML
    assert read_job(job(BOND_YAML)).complex.has_bonds


def test_the_guides_job_without_our_keys_gets_the_documented_values() -> None:
    read = read_job({"job_id": "1", "input_yaml": encoded(STRUCTURE_YAML)})
    assert read.options.values == {"devices": 1, "accelerator": "gpu", "diffusion_samples": 1, "use_msa_server": True}
    assert read.execution_timeout_s is None


@pytest.mark.parametrize("value", ['!!int ""', '!!float ""', "!!bool x", "!!timestamp x", '"\\UFFFFFFFF"'])
def test_yaml_that_its_reader_stumbles_over_is_refused_in_words(value: str) -> None:
    with pytest.raises(JobRefusedError) as refused:
        read_job(job(f"version: {value}\n"))
    assert refused.value.code == "INPUT_REJECTED"


def test_options_become_a_command_line_and_switches_that_are_off_are_left_out() -> None:
    words = read_job(job(config={"use_potentials": False, "seed": 0, "step_scale": 1.5})).options.arguments()
    assert words == ["--devices", "1", "--accelerator", "gpu", "--diffusion_samples", "1", "--seed", "0", "--step_scale", "1.5"]


@pytest.mark.parametrize(
    "config",
    [
        {"out_dir": "/etc"},
        {"cache": "x"},
        {"msa_server_url": "http://example.org"},
        {"msa_server_url": "https://user:password@example.org"},
        {"msa_server_url": "https://example.org/?key=1"},
        {"msa_server_url": "https://example.org --cache x"},
        {"msa_server_url": "file:///etc/passwd"},
        {"msa_server_url": "https://" + "x" * 200},
        {"msa_server_url": None},
        {"override": True},
        {"diffusion_samples": 0},
        {"diffusion_samples": 26},
        {"diffusion_samples": "1"},
        {"diffusion_samples": 1.0},
        {"diffusion_samples": True},
        {"use_msa_server": "yes"},
        {"use_msa_server": 1},
        {"accelerator": "gpu --cache x"},
        {"seed": -1},
        {"seed": 2**32},
        {"step_scale": float("nan")},
        {"step_scale": None},
        {"method": "md; rm"},
        {"method": "--cache"},
        {"recycling_steps": [3]},
    ],
)
def test_options_that_are_unknown_or_out_of_bounds_are_refused(config: dict[str, Any]) -> None:
    refused = refusal(job(config=config))
    assert refused.code == "CONTRACT"
    assert next(iter(config)) in refused.sentence


@pytest.mark.parametrize(
    "address", ["https://msa.example.org", "https://10.0.0.7:8443/api/msa/", "http://127.0.0.1:8080", "http://localhost"]
)
def test_a_job_may_name_its_msa_server(address: str) -> None:
    words = read_job(job(config={"use_msa_server": True, "msa_server_url": address})).options.arguments()
    assert words[-3:] == ["--use_msa_server", "--msa_server_url", address]


def test_no_option_names_a_place_on_this_machine_or_a_credential() -> None:
    assert not [
        name
        for name in ALLOWED.keys() - {"msa_server_url"}
        if any(word in name for word in ("dir", "cache", "checkpoint", "url", "password", "key", "user"))
    ]


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        {},
        {"input_yaml": ""},
        {"input_yaml": "not base64!"},
        {"input_yaml": 7},
        {**job(), "schema_version": 2},
        {**job(), "webhook_secret": "x"},
        {**job(), "config": []},
        {**job(), "files": []},
        {**job(), "limits": {}},
        {**job(), "limits": {"executionTimeoutMs": "600"}},
        {**job(), "limits": {"executionTimeoutMs": 1}},
    ],
)
def test_an_envelope_that_is_not_the_contracts_is_refused(given: object) -> None:
    assert refusal(given).code == "CONTRACT"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../a.a3m",
        "folder/a.a3m",
        "folder\\a.a3m",
        "C:a.a3m",
        "~/a.a3m",
        "~a.a3m",
        "https://example.org/a.a3m",
        "file:a.a3m",
        "a..b.a3m",
        ".a3m",
        "-a.a3m",
        "a.a3m\\n",
        "a b.a3m",
        "a.pkl",
        "input.yaml",
        "unsent.a3m",
        "$HOME.a3m",
    ],
)
@pytest.mark.parametrize("place", ['- protein: {{id: A, msa: "{}"}}', '- template: {{cif: "{}"}}', '- deep: [[{{pdb: "{}"}}]]'])
def test_a_path_in_the_yaml_is_refused(path: str, place: str) -> None:
    refused = refusal(job("sequences:\n" + place.format(path.replace("\\", "\\\\")), files={"a.a3m": job_file(A3M)}))
    assert refused.code == "INPUT_REJECTED"


@pytest.mark.parametrize("value", ["[a.a3m]", "{a: 1}", "7", "true"])
def test_a_file_that_is_no_text_is_refused(value: str) -> None:
    assert refusal(job(f"sequences:\n- protein: {{id: A, msa: {value}}}", files={"a.a3m": job_file(A3M)})).code == "INPUT_REJECTED"


@pytest.mark.parametrize("key", ["MSA", "'msa '", "<<: {msa", "? msa\n      "])
def test_a_key_written_otherwise_is_found_too(key: str) -> None:
    end = "}" if key.startswith("<<") else ""
    assert refusal(job(f"sequences:\n- protein:\n    id: A\n    {key}: /etc/passwd{end}\n")).code == "INPUT_REJECTED"


@pytest.mark.parametrize("code", ["../../tmp/x", "/tmp/x", "[ALA, ../x]", "a.b"])
def test_a_component_code_that_is_a_path_is_refused(code: str) -> None:
    assert refusal(job(f"sequences:\n- ligand: {{id: A, ccd: {code}}}")).code == "INPUT_REJECTED"


@pytest.mark.parametrize("msa", ["empty", '""', "", "a.a3m"])
def test_a_file_of_the_job_and_the_words_of_boltz_are_taken(msa: str) -> None:
    read = read_job(job(f"sequences:\n- protein:\n    id: A\n    sequence: MK\n    msa: {msa}\n", files={"a.a3m": job_file(A3M)}))
    assert read.files == {"a.a3m": A3M}


@pytest.mark.parametrize("yaml", ["[1, 2]", "7", "a: [", "a: &x 1\nb: *x", "a: !!python/object:os.system {}", "[" * 5000, "\x00"])
def test_a_text_that_is_no_yaml_of_a_complex_is_refused(yaml: str) -> None:
    assert refusal(job(yaml)).code == "INPUT_REJECTED"


def test_a_text_that_is_no_utf8_is_refused() -> None:
    assert refusal({**job(), "input_yaml": base64.b64encode(b"\xff\xfe\xff").decode()}).code == "INPUT_REJECTED"


def test_a_packed_file_is_unpacked() -> None:
    assert read_job(job(files={"a.a3m": job_file(A3M, is_packed=True)})).files == {"a.a3m": A3M}


def test_a_file_that_unfolds_into_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_files, "MOST_FILE_BYTES", 10_000)
    bomb = job_file(b"\0" * 10_001, is_packed=True)
    assert len(bomb["content"]) < 200
    assert refusal(job(files={"a.a3m": bomb})).code == "CONTRACT"
    assert read_job(job(files={"a.a3m": job_file(b"\0" * 10_000, is_packed=True)}))


def test_files_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_files, "MOST_TOTAL_BYTES", 1_500)
    files = {f"{place}.a3m": job_file(b"A" * 1_000) for place in range(2)}
    assert refusal(job(files=files)).code == "CONTRACT"


@pytest.mark.parametrize(
    "files",
    [
        {"../a.a3m": job_file(A3M)},
        {"a.a3m": {**job_file(A3M), "sha256": "0" * 64}},
        {"a.a3m": {"content": "QQ=="}},
        {"a.a3m": {**job_file(A3M), "content": "Q"}},
        {"a.a3m": {**job_file(A3M), "encoding": "zip"}},
        {"a.a3m": {**job_file(A3M), "encoding": "gzip+base64"}},
        {"a.a3m": "QQ=="},
        {f"{place}.a3m": job_file(A3M) for place in range(65)},
    ],
)
def test_files_that_are_not_the_contracts_are_refused(files: dict[str, Any]) -> None:
    assert refusal(job(files=files)).code == "CONTRACT"


def test_a_gzip_that_is_cut_off_or_goes_on_is_refused() -> None:
    for sent in (gzip.compress(A3M)[:-4], gzip.compress(A3M) + b"more"):
        entry = {"content": base64.b64encode(sent).decode(), "sha256": hashlib.sha256(A3M).hexdigest(), "encoding": "gzip+base64"}
        assert refusal(job(files={"a.a3m": entry})).code == "CONTRACT"
