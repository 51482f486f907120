"""Starts Boltz-2 with the worker's wrappings: denoising steps counted, alignments asked for patiently and kept, float32 on a CPU.

Run by path in the Python that has Boltz-2, with the words of its command line as arguments. Of the worker it uses what needs
the standard library alone, and when a place to wrap is not where this version expects it, Boltz-2 runs all the same, without it.
"""

import importlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STEP_MARK = "atomera-denoising-step"
# Before the words with which Boltz-2 really runs, as JSON.
COMMAND_MARK = "atomera-command"


class StepCounter:
    """Counts denoising steps by their noise level: chunks of one step share it, the next step has a lower one, a new run a higher one."""

    def __init__(self) -> None:
        """Begin before the first step."""
        self.steps = 0
        self._sigma: float | None = None

    def count(self, sigma: Any) -> bool:
        """Take one call of the network; True when it begins a step."""
        level = float(sigma) if isinstance(sigma, int | float) else None
        if level is not None and level == self._sigma:
            return False
        is_new_run = level is not None and self._sigma is not None and level > self._sigma
        self.steps = 1 if is_new_run else self.steps + 1
        self._sigma = level
        return True


def counting(forward: Callable[..., Any], counter: StepCounter) -> Callable[..., Any]:
    """Wrap the network's call; what it takes and gives stays as it is."""

    def counted(self: Any, noised: Any, sigma: Any, *rest: Any, **named: Any) -> Any:
        result = forward(self, noised, sigma, *rest, **named)
        if counter.count(sigma):
            sys.stderr.write(f"\n{STEP_MARK} {counter.steps}\n")
            sys.stderr.flush()
        return result

    return counted


def wrap_network() -> bool:
    """Put the counter around Boltz-2's diffusion network; False when it is not found."""
    try:
        diffusion = importlib.import_module("boltz.model.modules.diffusionv2").AtomDiffusion
        diffusion.preconditioned_network_forward = counting(diffusion.preconditioned_network_forward, StepCounter())
    except (ImportError, AttributeError) as error:
        sys.stderr.write(f"Steps are not counted: {error}\n")
        return False
    return True


def exact_on_cpu(trainer: Callable[..., Any]) -> Callable[..., Any]:
    """Let a run without a GPU compute in float32: upstream's bfloat16 gives broken bonds there (jwohlwend/boltz issue 653)."""

    def build(*rest: Any, **named: Any) -> Any:
        return trainer(*rest, **{**named, "precision": 32} if named.get("accelerator") == "cpu" else named)

    return build


def wrap_trainer(boltz_main: Any) -> None:
    """Put it in front of Boltz-2's trainer, where there is one."""
    if hasattr(boltz_main, "Trainer"):
        boltz_main.Trainer = exact_on_cpu(boltz_main.Trainer)


def end_with_parent(parent: int, interval_s: float = 1.0) -> None:
    """End the whole process group once the worker that started it is gone, so that no GPU stays taken."""
    while os.getppid() == parent:
        time.sleep(interval_s)
    os.killpg(os.getpgid(0), 9)


def main() -> None:
    """Run Boltz-2's command line in this process."""
    own_folder = Path(__file__).resolve().parent
    # The names of the worker's files must not hide modules of others.
    sys.path[:] = [*(folder for folder in sys.path if folder != str(own_folder)), str(own_folder.parent)]
    if os.getpgid(0) == os.getpid():
        threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    wrap_network()
    boltz_main = importlib.import_module("boltz.main")
    importlib.import_module("atomera_worker.msa_patience").wrap_msa(boltz_main)
    importlib.import_module("atomera_worker.msa_cache").wrap_msa(boltz_main)
    wrap_trainer(boltz_main)
    options = importlib.import_module("atomera_worker.open_options")
    sys.argv[1:] = options.settled(sys.argv[1:], options.known_options(boltz_main.cli), options.this_machine())
    sys.stderr.write(f"\n{COMMAND_MARK} {json.dumps(sys.argv[1:])}\n")
    sys.stderr.flush()
    boltz_main.cli()


if __name__ == "__main__":
    main()
