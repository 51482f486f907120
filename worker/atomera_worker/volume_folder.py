"""Small files in a folder that several workers share: written whole or not at all, checked when read, removed by age and size.

Nothing here raises: a volume that is full, gone or read-only only means that nothing is kept. The launcher uses it inside
Boltz-2's Python too, so it needs nothing but the standard library.
"""

import contextlib
import hashlib
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

# What a worker that was killed while writing left behind.
UNFINISHED = ".unfinished-"
MOST_UNFINISHED_AGE_S = 3_600


def hashed_name(value: object) -> str:
    """Give a file name for a JSON value: equal values have equal names, and nothing of the value can be read from it."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class VolumeFolder:
    """A folder whose files are at most `most_age_s` seconds old and `most_bytes` together."""

    folder: Path
    most_age_s: float
    most_bytes: int

    def read(self, name: str) -> bytes | None:
        """Give what was written under a name; None when it is missing or too old, and when it is damaged, which also removes it."""
        path = self.folder / name
        try:
            if time.time() - path.stat().st_mtime > self.most_age_s:
                return None
            seal, _, content = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        if seal != _seal(content):
            _remove(path)
            return None
        return content

    def write(self, name: str, content: bytes) -> bool:
        """Keep content under a name; False when that was not possible. Readers see the old file or the new one, never a part."""
        if len(content) > self.most_bytes:
            return False
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write_whole(name, content)
        except OSError:
            return False
        self._remove_surplus()
        return True

    def _write_whole(self, name: str, content: bytes) -> None:
        handle, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_seal(content) + b"\n" + content)
                file.flush()
                os.fsync(handle)
            Path(unfinished).replace(self.folder / name)
        except OSError:
            _remove(Path(unfinished))
            raise

    def _remove_surplus(self) -> None:
        """Remove what is too old, then the oldest until the rest fits. Several workers may do so at once."""
        now = time.time()
        kept: list[tuple[float, int, Path]] = []
        for path, written_at, size in self._files():
            most_age_s = MOST_UNFINISHED_AGE_S if path.name.startswith(UNFINISHED) else self.most_age_s
            if now - written_at > most_age_s:
                _remove(path)
            else:
                kept.append((written_at, size, path))
        surplus = sum(size for _, size, _ in kept) - self.most_bytes
        for _, size, path in sorted(kept):
            if surplus <= 0:
                break
            _remove(path)
            surplus -= size

    def _files(self) -> list[tuple[Path, float, int]]:
        found: list[tuple[Path, float, int]] = []
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                # Another worker may have removed it in between.
                with contextlib.suppress(FileNotFoundError):
                    status = path.stat()
                    found.append((path, status.st_mtime, status.st_size))
        return found


def _seal(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
