"""Prints one line per component of wwPDB's Chemical Component Dictionary, read from the copy that biotite ships.

Tab-separated, sorted by code: code, name, type, formula, heavy atoms, all atoms, obsolete (empty, "?" or the code that
replaced it), synonyms. The first line names the dictionary's last change. It refuses a dictionary in which a component has no atoms
only by leaving that component out, and says so on standard error.
"""

import sys
from collections import Counter
from pathlib import Path

import biotite
from biotite.structure.io.pdbx import BinaryCIFFile

HYDROGEN = {"H", "D"}
MISSING = {"?", "."}


def text(value):
    """One line without tabs; empty where the dictionary has no value."""
    value = " ".join(str(value).split())
    return "" if value in MISSING else value


def shorten(name, most):
    """Systematic names run to 841 characters; a list needs no more than the first 200."""
    return name if len(name) <= most else name[: most - 3] + "..."


def main():
    wanted = set(sys.argv[1:])
    source = Path(biotite.__file__).parent / "structure" / "info" / "components.bcif"
    block = BinaryCIFFile.read(source)["components"]
    components, atoms = block["chem_comp"], block["chem_comp_atom"]
    owners = atoms["comp_id"].as_array()
    symbols = atoms["type_symbol"].as_array()
    everything = Counter(owners.tolist())
    heavy = Counter(owner for owner, symbol in zip(owners.tolist(), symbols.tolist()) if symbol.upper() not in HYDROGEN)
    column = {name: components[name].as_array() for name in (
        "id", "name", "type", "formula", "pdbx_release_status", "pdbx_replaced_by", "pdbx_modified_date", "pdbx_synonyms")}
    print(f"# last change {max(text(date) for date in column['pdbx_modified_date'])}")
    lines = []
    for row, code in enumerate(column["id"].tolist()):
        if wanted and code not in wanted:
            continue
        if everything[code] == 0:
            print(f"{code} has no atoms and is left out", file=sys.stderr)
            continue
        gone = column["pdbx_release_status"][row] == "OBS"
        obsolete = (text(column["pdbx_replaced_by"][row]) or "?") if gone else ""
        lines.append("\t".join([
            code, shorten(text(column["name"][row]), 200), text(column["type"][row]).upper(), text(column["formula"][row]),
            str(heavy[code]), str(everything[code]), obsolete, shorten(text(column["pdbx_synonyms"][row]), 80)]))
    print("\n".join(sorted(lines)))


main()
