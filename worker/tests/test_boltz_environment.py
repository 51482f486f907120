"""The variables that Boltz-2 gets: what its libraries read, and nothing of others that happens to begin alike."""

import pytest

from atomera_worker.boltz_environment import boltz_environment
from jobs import settings


@pytest.mark.parametrize(
    "name",
    [
        *("PYTHONPATH", "PYTHONHOME", "PYTHONNOUSERSITE", "PYTHONUSERBASE", "PYTHONUTF8", "PYTHON_GIL"),
        *("NUMBA_CACHE_DIR", "MPLCONFIGDIR", "GOMP_CPU_AFFINITY", "TORCHDYNAMO_DISABLE", "CUBLAS_WORKSPACE_CONFIG", "CUDNN_LOGLEVEL_DBG"),
        *(
            "HIP_VISIBLE_DEVICES",
            "HIPBLASLT_LOG_LEVEL",
            "ROCR_VISIBLE_DEVICES",
            "ROCM_PATH",
            "HSA_OVERRIDE_GFX_VERSION",
            "MIOPEN_USER_DB_PATH",
        ),
        *("CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "PYTORCH_CUDA_ALLOC_CONF", "BOLTZ_CACHE"),
    ],
)
def test_what_a_run_needs_is_passed_on(name: str) -> None:
    assert boltz_environment(settings("success"), {name: "value"})[name] == "value"


@pytest.mark.parametrize(
    "name",
    [
        *("NVIDIA_API_KEY", "PYTHONANYWHERE_API_TOKEN", "LD_SDK_KEY", "PYTHON_REGISTRY_PASSWORD", "NUMBA_SECRET", "HIP_CREDENTIALS"),
        # With it every run would end with 1.
        "PYTHONINSPECT",
    ],
)
def test_secrets_of_others_and_what_changes_the_exit_code_stay_back(name: str) -> None:
    assert name not in boltz_environment(settings("success"), {name: "value"})
