"""base64 and gzip with a limit on what comes out, so that a small text can not fill the memory."""

import base64
import binascii
import zlib

GZIP_WINDOW = 31


def from_base64(text: str, most_bytes: int) -> bytes | None:
    """Decode strict base64; None when it is not base64 or holds more than `most_bytes`."""
    if len(text) > 4 * (most_bytes // 3 + 1):
        return None
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if len(content) <= most_bytes else None


def to_base64(content: bytes) -> str:
    """Encode bytes as base64 without line breaks."""
    return base64.b64encode(content).decode("ascii")


def gunzip(content: bytes, most_bytes: int) -> bytes | None:
    """Unpack one gzip stream; None when it is damaged, is followed by something, or holds more than `most_bytes`."""
    unpacking = zlib.decompressobj(GZIP_WINDOW)
    try:
        plain = unpacking.decompress(content, most_bytes + 1)
    except zlib.error:
        return None
    is_whole = unpacking.eof and not unpacking.unused_data
    return plain if is_whole and len(plain) <= most_bytes else None
