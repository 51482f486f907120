"""Writes what an image installs: every package that a requirements file leads to, with version and hash, for the Python it runs in.

`python3.12 locked/lock.py requirements-boltz.txt 2025-10-01`, on Linux x86_64 with pip 26 or newer: nothing that was published later
is taken. The file of the same name beside this one is replaced.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any


def resolve(requirements: Path, day: str) -> list[dict[str, Any]]:
    """Ask pip what it would install."""
    words = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-", "--uploaded-prior-to", day, "-r", str(requirements)]
    ran = subprocess.run([sys.executable, "-m", "pip", *words], stdout=subprocess.PIPE, text=True, check=True)
    packages: list[dict[str, Any]] = json.loads(ran.stdout)["install"]
    return packages


def line_of(package: dict[str, Any]) -> str:
    """Pin one package by its version and the hash of its file."""
    name = re.sub(r"[-_.]+", "-", package["metadata"]["name"]).lower()
    digest = package["download_info"]["archive_info"]["hashes"]["sha256"]
    return f"{name}=={package['metadata']['version']} --hash=sha256:{digest}"


def main(requirements: Path, day: str) -> None:
    """Write the locked file."""
    lines = sorted(line_of(package) for package in resolve(requirements, day))
    head = f"# Written by locked/lock.py from {requirements.name}, as of {day}, for Python 3.12 on Linux x86_64.\n"
    Path(__file__).with_name(requirements.name).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
