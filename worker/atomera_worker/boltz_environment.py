"""The variables that Boltz-2 gets of the worker's own: what Python, the GPU and the network need. What is not named here stays back."""

import os
import re
from collections.abc import Mapping

from atomera_worker import msa_cache, msa_patience
from atomera_worker.settings import Settings

# A name ending in "_" or "*" stands for all that begin so.
PASSED_ON = (
    *("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TZ", "LANG", "LC_", "XDG_", "PYTHON*", "VIRTUAL_ENV", "CONDA_PREFIX"),
    *("CUDA*", "NVIDIA*", "CUBLAS*", "CUDNN*", "NCCL_", "HIP*", "ROCR_", "ROCM_", "HSA_", "MIOPEN_", "LD_"),
    *("PYTORCH_", "TORCH_", "TORCHDYNAMO_", "TORCHINDUCTOR_", "TRITON_", "CUEQ_"),
    *("OMP_", "MKL_", "OPENBLAS_", "KMP_", "GOMP_", "NUMEXPR_", "NUMBA_", "MPLCONFIGDIR", "BOLTZ_"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
)
NAMES = frozenset(name for name in PASSED_ON if name[-1] not in "_*")
BEGINNINGS = tuple(name.rstrip("*") for name in PASSED_ON if name[-1] in "_*")
# Secrets of other programs begin so too: NVIDIA_API_KEY, PYTHONANYWHERE_API_TOKEN.
SECRET = re.compile(r"KEY$|TOKEN|SECRET|PASSW|CREDENTIAL")
# Python would ask for more at the end of a run, and give 1 instead of its exit code.
KEPT_BACK = frozenset({"PYTHONINSPECT"})
# Meant for an MSA server of one's own; without its address Boltz-2 would show them to the public one.
MSA_CREDENTIALS = ("BOLTZ_MSA_USERNAME", "BOLTZ_MSA_PASSWORD", "MSA_API_KEY_VALUE")


def boltz_environment(settings: Settings, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Give the variables for a run."""
    passed = {name: value for name, value in environment.items() if _is_passed_on(name, has_own_server=settings.msa_server_url is not None)}
    passed[msa_patience.LIMIT_VARIABLE] = str(settings.msa_limit_s)
    if settings.volume is not None:
        passed[msa_cache.FOLDER_VARIABLE] = str(settings.volume / msa_cache.FOLDER)
    return passed


def _is_passed_on(name: str, *, has_own_server: bool) -> bool:
    if name in MSA_CREDENTIALS:
        return has_own_server
    if name in KEPT_BACK or SECRET.search(name):
        return False
    # Proxies are named in small letters too.
    return name.upper() in NAMES or name.startswith(BEGINNINGS)
