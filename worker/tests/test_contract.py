"""The worker's codes, and what it sends, are those of the app's contract."""

from pathlib import Path
from typing import get_args

import jsonschema
import pytest

from atomera_worker.refusal import ErrorCode, failed_answer
from atomera_worker.settings import read_settings
from contract import SCHEMAS, check
from jobs import job, job_file


def test_the_worker_and_the_app_have_the_same_codes() -> None:
    assert set(get_args(ErrorCode)) == set(SCHEMAS["failure"]["properties"]["error_code"]["enum"])


def test_the_jobs_of_these_tests_are_the_contracts() -> None:
    check("input", job(files={"a.a3m": job_file(b"x", is_packed=True)}))


def test_a_failure_is_the_contracts() -> None:
    check("failure", failed_answer("BOLTZ_OOM", "The GPU ran out of memory."))
    check("failure", failed_answer("BOLTZ_OOM", "The GPU ran out of memory.", "tail"))


def test_the_check_can_fail() -> None:
    with pytest.raises(jsonschema.ValidationError):
        check("output", {"confidence_score": "0.5"})
    with pytest.raises(jsonschema.ValidationError):
        check("failure", {**failed_answer("BOLTZ_OOM", "x"), "error_code": "OTHER"})


@pytest.mark.parametrize("value", ["0", "-1", "soon", "inf", "nan"])
def test_a_setting_that_is_no_duration_is_refused_by_name(value: str) -> None:
    with pytest.raises(ValueError, match="ATOMERA_HANG_LIMIT_SECONDS"):
        read_settings({"ATOMERA_HANG_LIMIT_SECONDS": value})


def test_a_switch_is_true_or_false() -> None:
    assert [read_settings({"ATOMERA_NO_KERNELS": value}).no_kernels for value in ("true", "false", "")] == [True, False, False]
    with pytest.raises(ValueError, match="ATOMERA_NO_KERNELS"):
        read_settings({"ATOMERA_NO_KERNELS": "yes"})


def test_the_own_msa_server_is_named_without_a_password() -> None:
    own = "https://msa.example.org/api"
    assert read_settings({"ATOMERA_MSA_SERVER_URL": own}).msa_server_url == own
    with pytest.raises(ValueError, match="BOLTZ_MSA_PASSWORD"):
        read_settings({"ATOMERA_MSA_SERVER_URL": "https://ada:secret@msa.example.org/api"})


def test_a_volume_is_the_one_that_is_named(tmp_path: Path) -> None:
    assert read_settings({"ATOMERA_VOLUME": str(tmp_path)}).volume == tmp_path
    mounted = Path("/runpod-volume")
    assert read_settings({}).volume == (mounted if mounted.is_dir() else None)


def test_settings_come_from_the_environment() -> None:
    read = read_settings({"ATOMERA_BOLTZ_PYTHON": "/opt/python", "ATOMERA_MSA_LIMIT_SECONDS": "60", "ATOMERA_RUN_LIMIT_SECONDS": ""})
    assert (read.boltz_python, read.boltz_program[0], read.msa_limit_s, read.run_limit_s) == ("/opt/python", "/opt/python", 60, 3_600)
