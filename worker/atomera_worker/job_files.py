"""The files that come with a job (alignments, templates): checked names, bounded sizes, matching hashes."""

import hashlib
import re

from atomera_worker.packed_bytes import from_base64, gunzip
from atomera_worker.refusal import JobRefusedError

MOST_FILES = 64
MOST_FILE_BYTES = 32 * 1024 * 1024
MOST_TOTAL_BYTES = 64 * 1024 * 1024

FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}\.(?:a3m|csv|cif|pdb)")
ENCODINGS = ("base64", "gzip+base64")


def is_file_name(value: object) -> bool:
    """Whether a value can be the name of a job's file: no folder, no drive, no address, and one of the kinds Boltz-2 reads."""
    return isinstance(value, str) and FILE_NAME.fullmatch(value) is not None and ".." not in value


def read_files(files: object) -> dict[str, bytes]:
    """Decode `files` of a job, name to plain bytes. Raises JobRefusedError with CONTRACT for whatever is not as the contract says."""
    if not isinstance(files, dict):
        raise JobRefusedError("CONTRACT", "The job's files are not an object of names and contents.")
    if len(files) > MOST_FILES:
        raise JobRefusedError("CONTRACT", f"The job has {len(files)} files, and at most {MOST_FILES} are taken.")
    contents: dict[str, bytes] = {}
    left = MOST_TOTAL_BYTES
    for name, entry in files.items():
        if not is_file_name(name):
            raise JobRefusedError("CONTRACT", f"{str(name)[:80]!r} is not a name that a file of a job can have.")
        contents[name] = _content(name, entry, min(MOST_FILE_BYTES, left))
        left -= len(contents[name])
    return contents


def _content(name: str, entry: object, most_bytes: int) -> bytes:
    if not isinstance(entry, dict) or not isinstance(entry.get("content"), str) or not isinstance(entry.get("sha256"), str):
        raise JobRefusedError("CONTRACT", f"The file {name} does not come as base64 content with its sha256.")
    encoding = entry.get("encoding", "base64")
    if encoding not in ENCODINGS:
        raise JobRefusedError("CONTRACT", f"The file {name} is encoded in a way this worker does not know.")
    content = from_base64(entry["content"], most_bytes)
    if content is not None and encoding == "gzip+base64":
        content = gunzip(content, most_bytes)
    if content is None:
        raise JobRefusedError("CONTRACT", f"The file {name} can not be decoded, or is larger than {most_bytes} bytes.")
    if hashlib.sha256(content).hexdigest() != entry["sha256"].lower():
        raise JobRefusedError("CONTRACT", f"The content of the file {name} does not match its sha256.")
    return content
