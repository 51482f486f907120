"""Serves an endpoint with the real handler; Boltz-2 is played by the stand-in, in the situation that a file names when a run begins.

STAND_IN_HOME holds that file, `situation`; the number of the run's process group is noted beside it, in `boltz-group`.
"""

import importlib
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

WORKER = Path(__file__).parent.parent
STEERED = Path(__file__).with_name("steered_boltz.py")

if __name__ == "__main__":
    sys.path.insert(0, str(WORKER))
    handler: Any = importlib.import_module("handler")
    program = (sys.executable, str(STEERED), os.environ["STAND_IN_HOME"])
    handler.SETTINGS = replace(handler.SETTINGS, boltz_program=program)
    handler.serve()
