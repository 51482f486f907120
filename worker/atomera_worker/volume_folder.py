"""Small files in a folder that several workers share: written whole or not at all, checked when read, removed by age and size.

Nothing here raises: a volume that is full, gone or read-only only means that nothing is kept. The launcher uses it inside
Boltz-2's Python too, so it needs nothing but the standard library.
"""

import contextlib
import errno
import hashlib
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

# What is being written, or what a worker that was killed meanwhile left behind.
UNFINISHED = ".unfinished-"
MOST_UNFINISHED_AGE_S = 3_600
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)

# When it was written, its bytes, and where it is.
KeptFile = tuple[float, int, Path]


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
        sealed = _seal(content) + b"\n" + content
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # Before too: on a full volume what is too old has to go first, not what is oldest of the rest.
            self.tidy()
            self._write_making_room(name, sealed)
        except OSError:
            return False
        self.tidy()
        return True

    def tidy(self) -> None:
        """Remove what is too old, then the oldest until the rest fits. Several workers may do so at once."""
        kept = self._without_old()
        _remove_oldest(kept, sum(size for _, size, _ in kept) - self.most_bytes)

    def _write_making_room(self, name: str, sealed: bytes) -> None:
        try:
            self._write_whole(name, sealed)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            # The volume holds less than these bounds, or others fill it.
            _remove_oldest(self._without_old(), len(sealed))
            self._write_whole(name, sealed)

    def _write_whole(self, name: str, sealed: bytes) -> None:
        handle, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(handle)
            Path(unfinished).replace(self.folder / name)
        except OSError:
            _remove(Path(unfinished))
            raise

    def _without_old(self) -> list[KeptFile]:
        """Remove what is too old and give the rest, without what is being written: others wait for that, and it may yet come to nothing."""
        now = time.time()
        kept: list[KeptFile] = []
        for path, written_at, size in self._files():
            is_unfinished = path.name.startswith(UNFINISHED)
            if now - written_at > (MOST_UNFINISHED_AGE_S if is_unfinished else self.most_age_s):
                _remove(path)
            elif not is_unfinished:
                kept.append((written_at, size, path))
        return kept

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


def _remove_oldest(kept: list[KeptFile], surplus_bytes: int) -> None:
    for _, size, path in sorted(kept):
        if surplus_bytes <= 0:
            break
        _remove(path)
        surplus_bytes -= size


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
