"""Reads the Boltz YAML of a job as far as the worker has to know it, and refuses whatever could reach a file outside of the job.

Boltz-2 opens the values of `msa`, `cif` and `pdb` as paths and looks CCD codes up as file names, so these are held to plain names.
The text itself is handed to Boltz-2 unchanged.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any

import yaml

from atomera_worker.job_files import is_file_name
from atomera_worker.refusal import JobRefusedError

MOST_CHARACTERS = 1024 * 1024
# Boltz-2's own inputs have 5 levels.
MOST_DEPTH = 40
OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken, yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken)
CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
FILE_KEYS = ("msa", "cif", "pdb")
# Boltz-2 reads "empty" as single sequence mode; nothing or "" leaves the alignment to the server.
MSA_WORDS = ("empty", "", None)
CCD_CODE = re.compile(r"[A-Za-z0-9_-]{1,16}")


@dataclass(frozen=True)
class ComplexFacts:
    """What the worker has to know of a complex to judge its run."""

    wants_affinity: bool
    has_bonds: bool
    has_ligands: bool


def read_complex(text: str, file_names: Set[str]) -> ComplexFacts:
    """Check the YAML of a job against the names of its files. Raises JobRefusedError with INPUT_REJECTED."""
    document = _parsed(text)
    if not isinstance(document, dict):
        raise _rejected("The input is not a YAML mapping.")
    for key, value in _members(document):
        if key in FILE_KEYS:
            _check_file(key, value, file_names)
        elif key == "ccd":
            _check_codes(value)
    return ComplexFacts(
        wants_affinity=_lists(document, "properties", "affinity"),
        has_bonds=_lists(document, "constraints", "bond"),
        has_ligands=_lists(document, "sequences", "ligand"),
    )


def _rejected(sentence: str) -> JobRefusedError:
    return JobRefusedError("INPUT_REJECTED", sentence)


def _parsed(text: str) -> Any:
    if len(text) > MOST_CHARACTERS:
        raise _rejected(f"The YAML has {len(text)} characters, and at most {MOST_CHARACTERS} are read.")
    try:
        _check_tokens(text)
        return yaml.safe_load(text)
    except JobRefusedError:
        raise
    except Exception as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        place = "" if line is None else f" at line {line + 1}"
        raise _rejected(f"The YAML can not be read{place}.") from error


def _check_tokens(text: str) -> None:
    """Refuse what makes a short text costly: aliases unfold without end, and reading time grows with the square of the depth."""
    depth = 0
    for token in yaml.scan(text):
        if isinstance(token, yaml.AliasToken):
            raise _rejected("The YAML uses aliases, which are not read here.")
        depth += isinstance(token, OPENING) - isinstance(token, CLOSING)
        if depth > MOST_DEPTH:
            raise _rejected(f"The YAML is nested deeper than {MOST_DEPTH} levels.")


def _members(node: Any) -> Iterator[tuple[str, Any]]:
    """Give every key with its value, at whatever depth."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key).strip().lower(), value
            yield from _members(value)
    elif isinstance(node, list):
        for value in node:
            yield from _members(value)


def _check_file(key: str, value: object, file_names: Set[str]) -> None:
    if key == "msa" and (value is None or value in MSA_WORDS):
        return
    if not is_file_name(value):
        raise _rejected(f"{key}: {str(value)[:80]!r} is not the plain name of a file of this job; paths are not opened.")
    if value not in file_names:
        raise _rejected(f"{key}: the file {value} did not come with the job.")


def _check_codes(value: object) -> None:
    for code in value if isinstance(value, list) else [value]:
        if isinstance(code, bool | int | float) or code is None:
            continue
        if not isinstance(code, str) or CCD_CODE.fullmatch(code) is None:
            raise _rejected(f"ccd: {str(code)[:80]!r} is not a code of the chemical component dictionary.")


def _lists(document: dict[Any, Any], section: str, kind: str) -> bool:
    """Whether a section of the document has an item of a kind."""
    items = document.get(section)
    return isinstance(items, list) and any(isinstance(item, dict) and kind in {str(key).lower() for key in item} for item in items)
