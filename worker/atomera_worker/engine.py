"""What runs here: the Boltz-2 package with its version, and the GPU. Asked of the programs that know; null when they do not answer."""

import asyncio
import json

from atomera_worker.process_group import end_group

PACKAGES = ("boltz", "boltz-community")
ASK_SECONDS = 20
# These programs have nothing to put in order before they end.
GRACE_S = 0.2

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


async def engine_of(boltz_python: str) -> dict[str, str | None] | None:
    """Give package and version of the Boltz-2 of a Python; None when it has none."""
    said = await said_by((boltz_python, "-c", ASK_VERSIONS % (PACKAGES,)))
    try:
        found = json.loads(said or "{}")
    except ValueError:
        return None
    # The community's package is installed beside or instead of the other one, and then it is the one that is imported.
    for package in reversed(PACKAGES):
        if package in found:
            return {"package": package, "version": str(found[package])}
    return None


async def gpu_name() -> str | None:
    """Give the name of the first GPU; None without one."""
    said = await said_by(("nvidia-smi", "--query-gpu=name", "--format=csv,noheader"))
    lines = [line.strip() for line in (said or "").splitlines() if line.strip()]
    return lines[0][:200] if lines else None


async def said_by(command: tuple[str, ...], limit_s: float = ASK_SECONDS) -> str | None:
    """Give what a short program prints; None when it is missing, fails or takes too long. Nothing of it outlives a cancel."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None
    try:
        async with asyncio.timeout(limit_s):
            said, _ = await process.communicate()
        return said.decode() if process.returncode == 0 else None
    except (TimeoutError, UnicodeDecodeError):
        return None
    finally:
        await end_group(process, GRACE_S)
