"""A volume on which reading does not come back: its files are pipes that nobody writes to."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def hanging(*files: Path) -> Iterator[None]:
    """Let these files hang, and at the end the volume answer again; what was asked of them finds nothing then."""
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(file)
    try:
        yield
    finally:
        for file in files:
            # Opened for both, because that waits for nobody; closing it is the end for whoever reads.
            os.close(os.open(file, os.O_RDWR))
