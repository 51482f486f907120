"""Reads the one float32 array of a Boltz-2 npz and writes it again with one byte per value. Refuses every other kind of array."""

import io
import re
import struct
import sys
import zipfile
import zlib
from array import array

# Quantised PAE counts eighths of an Angstrom: 255 of them are 31.875, Boltz-2's largest value is 31.75.
STEPS_PER_ANGSTROM = 8
MOST_ARRAY_BYTES = 256 * 1024 * 1024
MAGIC = b"\x93NUMPY"


def quantised_pae(content: bytes) -> bytes | None:
    """Give a PAE npz (float32, Angstrom) as uint8 in steps of 0.125 Angstrom; None when it is not such an array."""
    found = _float_array(content, "pae.npy")
    if found is None:
        return None
    values, shape = found
    try:
        steps = bytes(min(255, max(0, round(value * STEPS_PER_ANGSTROM))) for value in values)
    except (ValueError, OverflowError):
        return None
    return _npz("pae.npy", steps, shape)


def _float_array(content: bytes, name: str) -> "tuple[array[float], str] | None":
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo(name).file_size > MOST_ARRAY_BYTES:
                return None
            npy = archive.read(name)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, ValueError, zlib.error):
        return None
    if len(npy) < 10 or npy[:6] != MAGIC or npy[6] != 1:
        return None
    start = 10 + int(struct.unpack("<H", npy[8:10])[0])
    header = npy[10:start].decode("latin-1")
    shape = re.search(r"'shape': (\([\d, ]*\))", header)
    values = array("f")
    if shape is None or "'<f4'" not in header or "'fortran_order': False" not in header or (len(npy) - start) % values.itemsize:
        return None
    values.frombytes(npy[start:])
    if sys.byteorder == "big":
        values.byteswap()
    return values, shape.group(1)


def _npz(name: str, body: bytes, shape: str) -> bytes:
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    # NumPy aligns the data at 64 bytes: magic, version and length take 10, the header ends in a line feed.
    padded = header.ljust((len(header) + 11 + 63) // 64 * 64 - 11) + "\n"
    npy = MAGIC + b"\x01\x00" + struct.pack("<H", len(padded)) + padded.encode("latin-1") + body
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), npy, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
