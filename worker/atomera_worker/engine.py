"""What runs here: the Boltz-2 package with its version, and the GPU. Asked of the programs that know; null when they do not answer."""

import json
import subprocess

PACKAGES = ("boltz", "boltz-community")
ASK_SECONDS = 20

ASK_VERSIONS = """
import json
from importlib.metadata import PackageNotFoundError, version
found = {}
for name in %r:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
"""


def engine_of(boltz_python: str) -> dict[str, str | None] | None:
    """Give package and version of the Boltz-2 of a Python; None when it has none."""
    said = said_by((boltz_python, "-c", ASK_VERSIONS % (PACKAGES,)))
    try:
        found = json.loads(said or "{}")
    except ValueError:
        return None
    # The community's package is installed beside or instead of the other one, and then it is the one that is imported.
    for package in reversed(PACKAGES):
        if package in found:
            return {"package": package, "version": str(found[package])}
    return None


def gpu_name() -> str | None:
    """Give the name of the first GPU; None without one."""
    said = said_by(("nvidia-smi", "--query-gpu=name", "--format=csv,noheader"))
    lines = [line.strip() for line in (said or "").splitlines() if line.strip()]
    return lines[0][:200] if lines else None


def said_by(command: tuple[str, ...], limit_s: float = ASK_SECONDS) -> str | None:
    """Give what a short program prints; None when it is missing, fails or takes too long."""
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=limit_s, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return ended.stdout if ended.returncode == 0 else None
