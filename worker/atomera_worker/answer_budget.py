"""Fits files into an answer, the most important first. What no longer fits is left out and named; the limit is never passed."""

import gzip
import hashlib
import json
from typing import Any

from atomera_worker.packed_bytes import to_base64
from atomera_worker.refusal import JobRefusedError

# Keys, quotes, size, hash and encoding around a file's content.
FILE_OVERHEAD_BYTES = 300
# For warnings about what was left out and what RunPod puts around an answer.
RESERVE_BYTES = 64 * 1024


def json_bytes(value: object) -> int:
    """Bytes of a value in an answer, at most: RunPod's SDK may write letters outside of ASCII as escapes."""
    return len(json.dumps(value))


def stamp(content: bytes) -> dict[str, Any]:
    """Size in bytes and sha256 of a plain file."""
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


class AnswerBudget:
    """What is left of an answer's bytes, and what was put in or left out."""

    def __init__(self, most_bytes: int, fixed_bytes: int, *, is_uploaded: bool = False) -> None:
        """Begin with `most_bytes` for the answer, of which `fixed_bytes` are no files. `is_uploaded`: all of it stands elsewhere too."""
        self._left = most_bytes - fixed_bytes - RESERVE_BYTES
        self._is_uploaded = is_uploaded
        self.pose_files: dict[str, str] = {}
        self.output_files: dict[str, str] = {}
        self.output_stamps: list[dict[str, Any]] = []
        self.files: dict[str, dict[str, Any]] = {}
        self.left_out: list[str] = []

    def fits(self, plain_bytes: int) -> bool:
        """Whether so many bytes would still fit as base64, to save the work of making them."""
        return plain_bytes * 4 // 3 + FILE_OVERHEAD_BYTES <= self._left

    def take(self, size: int) -> bool:
        """Take bytes for something that is not a file; False when they are not there."""
        if size > self._left:
            return False
        self._left -= size
        return True

    def add_pose(self, name: str, content: bytes) -> dict[str, Any] | None:
        """Add a pose and give its stamp; None when it does not fit.

        Raises JobRefusedError (OUTPUT_TOO_LARGE) when that is the first one and there is no upload.
        """
        text = to_base64(content)
        if not self.take(len(text) + FILE_OVERHEAD_BYTES):
            if not self.pose_files and not self._is_uploaded:
                raise JobRefusedError("OUTPUT_TOO_LARGE", "One structure alone is larger than an answer may be.")
            self.left_out.append(name)
            return None
        self.pose_files[name] = text
        return {"name": name, **stamp(content)}

    def add_output(self, name: str, content: bytes) -> str | None:
        """Add one of the documented files as plain base64; None when it does not fit."""
        text = to_base64(content)
        if not self.take(len(text) + FILE_OVERHEAD_BYTES):
            self.left_out.append(name)
            return None
        self.output_files[name] = text
        self.output_stamps.append({"name": name, **stamp(content)})
        return name

    def add_file(self, name: str, content: bytes, *, has_more_to_try: bool = False) -> str | None:
        """Add a further file, packed when that makes it smaller (npz is packed already); None when it does not fit."""
        packed = content if name.endswith(".npz") else gzip.compress(content, mtime=0)
        is_smaller = len(packed) < len(content)
        text = to_base64(packed if is_smaller else content)
        if not self.take(len(text) + FILE_OVERHEAD_BYTES):
            if not has_more_to_try:
                self.left_out.append(name)
            return None
        self.files[name] = {**stamp(content), "encoding": "gzip+base64" if is_smaller else "base64", "content": text}
        return name

    def warnings(self) -> list[str]:
        """Say what was left out."""
        if not self.left_out:
            return []
        named = ", ".join(self.left_out[:5])
        more = len(self.left_out) - 5
        where = "these stand in the uploaded one alone" if self._is_uploaded else "left out"
        return [f"The answer would have been too large; {where}: {named}{f' and {more} more' if more > 0 else ''}."]
