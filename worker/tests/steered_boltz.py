"""Plays the situation that stands in a file: `steered_boltz.py FOLDER predict ...` reads FOLDER/situation."""

import os
import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    home = Path(sys.argv[1])
    (home / "boltz-group").write_text(str(os.getpgrp()))
    os.environ["BOLTZ_STAND_IN_HOME"] = str(home)
    sys.argv[1] = (home / "situation").read_text().strip()
    stand_in = Path(__file__).with_name("stand_in_boltz.py")
    sys.path.insert(0, str(stand_in.parent))
    runpy.run_path(str(stand_in), run_name="__main__")
