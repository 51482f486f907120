"""Stands in for Boltz-2's command line in tests: writes its folder layout with generated content and imitates what can go wrong.

stand_in_boltz.py SITUATION predict input.yaml --out_dir out --diffusion_samples 1 ...
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from boltz_files import LIGAND_ATOMS, MSA_ASKED_AT, noisy_pae, write_affinity, write_results

LOADER = "RuntimeError: DataLoader worker (pid 71)"
LOADER_LOST = "RuntimeError: DataLoader worker (pid(s) 71) exited unexpectedly"
BAR = "Predicting DataLoader 0:"


@dataclass
class Run:
    """What the command line asks for."""

    out: Path
    samples: int
    steps: int
    has_affinity: bool
    uses_server: bool
    waits_halfway_for: Path | None = None

    @property
    def predictions(self) -> Path:
        return self.out / "boltz_results_input" / "predictions" / "input"


def say(text: str, end: str = "\n") -> None:
    print(text, end=end, flush=True)


def mutter(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)


def wait_for_ever() -> None:
    while True:
        time.sleep(0.05)


def check_input(run: Run) -> None:
    say("Checking input data.\nProcessing 1 inputs with 1 threads.")
    if run.uses_server:
        say("Generating MSA for input.yaml with 1 protein entities.\nCalling MSA server for target input with 1 sequences")


def begin_structure(run: Run) -> None:
    check_input(run)
    say("Running structure prediction for 1 input.")
    say(f"{BAR}   0%|          | 0/1 [00:00<?, ?it/s]", end="\r")


def skip_batch() -> None:
    say(f"{BAR}   0%|          | 0/1 [00:00<?, ?it/s]| WARNING: ran out of memory, skipping batch")
    say(f"{BAR} 100%|##########| 1/1 [00:05<00:00,  0.18it/s]Number of failed examples: 1")


def structure(run: Run) -> None:
    begin_structure(run)
    for step in range(run.steps):
        mutter(f"\natomera-denoising-step {step + 1}")
        while step == run.steps // 2 and run.waits_halfway_for is not None and not run.waits_halfway_for.exists():
            time.sleep(0.05)
    write_results(run.out, run.samples)
    say(f"{BAR} 100%|##########| 1/1 [00:21<00:00,  0.05it/s]Number of failed examples: 0")


def slow(run: Run) -> None:
    begin_structure(run)
    for step in range(run.steps):
        mutter(f"\natomera-denoising-step {step + 1}")
        time.sleep(1 / run.steps)
    success(run)


def begin_affinity() -> None:
    say("\nPredicting property: affinity\n\nChecking input data for affinity.\nRunning affinity prediction for 1 input.")


def success(run: Run) -> None:
    if run.uses_server:
        mutter("SUBMIT:   0%|          | 0/150 [elapsed: 00:00 remaining: ?]", end="\r")
        mutter(f"\natomera-msa server {MSA_ASKED_AT}")
    structure(run)
    if run.has_affinity:
        begin_affinity()
        write_affinity(run.predictions)


def halfway(run: Run) -> None:
    """Stops in the middle of the structure until somebody has seen it there."""
    run.waits_halfway_for = Path(os.environ["BOLTZ_STAND_IN_HOME"]) / "go-on"
    success(run)


def reject(reason: str) -> Callable[[Run], None]:
    def rejected(run: Run) -> None:
        check_input(run)
        run.predictions.mkdir(parents=True)
        say(f"Failed to process input.yaml. Skipping. Error: {reason}.")
        mutter(f"Traceback (most recent call last):\nValueError: {reason}")

    return rejected


def fail(words: str, code: int = 1) -> Callable[[Run], None]:
    def failed(run: Run) -> None:
        begin_structure(run)
        mutter(f"Traceback (most recent call last):\n{words}")
        sys.exit(code)

    return failed


def die(number: signal.Signals) -> Callable[[Run], None]:
    def dead(run: Run) -> None:
        check_input(run)
        os.kill(os.getpid(), number)

    return dead


def crash_while_computing(run: Run) -> None:
    begin_structure(run)
    os.kill(os.getpid(), signal.SIGSEGV)


def reject_as_rdkit(called: str) -> Callable[[Run], None]:
    """As Boltz-2 rejects a SMILES of which RDKit makes no molecule: the words of RDKit's bindings, over several lines."""

    def rejected(run: Run) -> None:
        mutter("[10:00:00] Explicit valence for atom # 1 C, 5, is greater than permitted")
        reject(f"Python argument types in\n    {called}\ndid not match C++ signature:\n    AddHs(RDKit::ROMol mol)")(run)

    return rejected


def written_but_hangs(run: Run) -> None:
    success(run)
    wait_for_ever()


def no_pre_affinity(run: Run) -> None:
    begin_affinity()
    mutter(f"FileNotFoundError: [Errno 2] No such file or directory: '{run.predictions}/pre_affinity_input.npz'")
    sys.exit(1)


def oom_structure(run: Run) -> None:
    begin_structure(run)
    skip_batch()
    if run.has_affinity:
        no_pre_affinity(run)


def affinity_fails(run: Run) -> None:
    structure(run)
    begin_affinity()
    mutter("Traceback (most recent call last):\nKeyError: 'iptm'")
    sys.exit(1)


def oom_affinity(run: Run) -> None:
    structure(run)
    begin_affinity()
    skip_batch()


def covalent(run: Run) -> None:
    begin_structure(run)
    say(f"{BAR} 100%|##########| 1/1 [00:05<00:00,  0.18it/s]Number of failed examples: 1")
    if run.has_affinity:
        no_pre_affinity(run)


def wait_at_server(bar: str, reason: str) -> Callable[[Run], None]:
    """As Boltz-2 2.2.1 prints it: the bar has no line feed, and its client's words follow on the same line."""

    def waiting(run: Run) -> None:
        check_input(run)
        while True:
            mutter(f"\r{bar}:   0%|          | 0/150 [elapsed: 00:00 remaining: ?]Sleeping for 9s. Reason: {reason}")
            time.sleep(0.05)

    return waiting


def features(run: Run) -> None:
    begin_structure(run)
    for place in range(500):
        say(f"Featurizer failed on input with error index {place} is out of bounds. Skipping.")
    mutter("RecursionError: maximum recursion depth exceeded")
    sys.exit(1)


def dummy_msa(run: Run) -> None:
    say("Warning: MSA does not match input sequence, creating dummy.")
    success(run)


def stale(run: Run) -> None:
    say("Found some existing predictions (1), skipping and running only the missing ones, if any.")
    success(run)


def hang(run: Run) -> None:
    begin_structure(run)
    wait_for_ever()


def stubborn(run: Run) -> None:
    """Ends at no SIGTERM and only notes when it came, in ms; nor does a child of its own, which holds the pipes too."""
    home = os.environ.get("BOLTZ_STAND_IN_HOME")
    noted = Path(home) / "told-to-end" if home else Path("told-to-end")
    signal.signal(signal.SIGTERM, lambda *_: noted.write_text(str(time.time() * 1_000)))
    subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"])
    begin_structure(run)
    wait_for_ever()


def orphan(run: Run) -> None:
    """Ends well, but leaves a child that holds the pipes; its number stands beside the job's folder."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path("../orphan.pid").write_text(str(child.pid))
    success(run)


def settled(run: Run) -> None:
    """As the launcher says that it has settled options."""
    mutter('\natomera-command ["predict", "input.yaml", "--msa_server_url", "https://me:secret@msa.example/x", "--no_kernels"]')
    success(run)


def msa_recovers(run: Run) -> None:
    """The server answers the second time, and then something else fails."""
    check_input(run)
    mutter("Server didn't reply with json: <html>502 Bad Gateway</html>")
    mutter(f"\natomera-msa server {MSA_ASKED_AT}")
    features(run)


def talkative(run: Run) -> None:
    for place in range(200):
        say(f"{place} " + "x" * 100_000)
    success(run)


def environment(run: Run) -> None:
    mutter("environment: " + " ".join(os.environ))
    success(run)


def late_affinity(run: Run) -> None:
    structure(run)
    begin_affinity()
    wait_for_ever()


def fewer_samples(run: Run) -> None:
    run.samples -= 1
    structure(run)


def damaged_pose(run: Run) -> None:
    structure(run)
    (run.predictions / "input_model_0.cif").write_text("data_model\n")


def no_confidence(run: Run) -> None:
    """A score that is not a number, which PyTorch sorts before all others."""
    success(run)
    path = run.predictions / "confidence_input_model_0.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "confidence_score": float("nan")}))


def exit_code_after_success(run: Run) -> None:
    success(run)
    sys.exit(1)


def ready_made(run: Run) -> None:
    """Gives what a test has laid ready."""
    check_input(run)
    shutil.copytree(os.environ["BOLTZ_STAND_IN_RESULTS"], run.out)


def huge(run: Run) -> None:
    """Poses that alone are more than an answer takes."""
    write_results(run.out, run.samples, residues=30_000)


def oversized(run: Run) -> None:
    """Six samples of 1,000 residues: poses and scores fit into an answer, and not every PAE."""
    residues = 1_000
    write_results(run.out, run.samples, residues=residues, pae=noisy_pae(residues + len(LIGAND_ATOMS)), has_affinity=run.has_affinity)


SITUATIONS: dict[str, Callable[[Run], None]] = {
    "success": success,
    "halfway": halfway,
    "slow": slow,
    "rejected": reject("Cannot compute affinity for a ligand that has multiple copies!"),
    "rejected_without_words": reject(""),
    "oom_structure": oom_structure,
    "oom_affinity": oom_affinity,
    "affinity_fails": affinity_fails,
    "oom_loading": fail("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB."),
    "oom_host": die(signal.SIGKILL),
    "oom_cublas": fail("RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
    "oom_cudnn": fail("RuntimeError: cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
    "oom_host_loader": fail(f"{LOADER} is killed by signal: Killed. "),
    "oom_host_python": fail("MemoryError"),
    "oom_host_numpy": fail("numpy._core._exceptions._ArrayMemoryError: Unable to allocate 9.31 GiB for an array with shape (2, 5)"),
    "oom_host_torch": fail(
        "RuntimeError: [enforce fail at alloc_cpu.cpp:116] err == 0. DefaultCPUAllocator: can't allocate memory: "
        "you tried to allocate 8192 bytes. Error code 12 (Cannot allocate memory)"
    ),
    "loader_lost": fail(LOADER_LOST),
    "shared_memory": fail(
        f"{LOADER} is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory. "
        f"Please try to raise your shared memory limit.\n{LOADER_LOST}"
    ),
    "shared_memory_full": fail(
        "RuntimeError: unable to open shared memory object </torch_71_8_0> in read-write mode: No space left on device (28)"
    ),
    "shared_memory_unwritten": fail("RuntimeError: unable to write to file </torch_71_8_0>: No space left on device (28)"),
    "bus_error": die(signal.SIGBUS),
    "loader_fault": fail(f"{LOADER} is killed by signal: Segmentation fault. \n{LOADER_LOST}"),
    "loader_abort": fail(f"{LOADER} is killed by signal: Aborted. "),
    "disk_full": fail("OSError: [Errno 28] No space left on device: 'out/boltz_results_input/processed/msa/input_0.npz'"),
    "rate_limited": wait_at_server("SUBMIT", "RATELIMIT"),
    "msa_pending": wait_at_server("PENDING", "PENDING"),
    "msa_refused": reject("MMseqs2 API is giving errors. Please confirm your  input is a valid protein sequence"),
    "msa_recovers": msa_recovers,
    "settled": settled,
    "msa_timeout": reject("Too many failed attempts for the MSA generation request."),
    "msa_maintenance": reject("MMseqs2 API is undergoing maintenance. Please try again in a few minutes."),
    "dummy_msa": dummy_msa,
    "kernels": fail("ModuleNotFoundError: No module named 'cuequivariance_torch'"),
    "unsupported_gpu": fail("RuntimeError: CUDA error: no kernel image is available for execution on the device"),
    "no_gpu": fail("MisconfigurationException: No supported gpu backend found!"),
    "weights": fail("RuntimeError: PytorchStreamReader failed reading zip archive: failed finding central directory"),
    "weights_empty": fail("Aborted!"),
    "weights_of_a_page": fail("_pickle.UnpicklingError: invalid load key, '<'."),
    "weights_cut_off": fail("EOFError: Ran out of input"),
    "weights_away": fail("FileNotFoundError: [Errno 2] No such file or directory: '/weights/boltz2_conf.ckpt'"),
    "weights_of_another_model": fail("RuntimeError: Error(s) in loading state_dict for Boltz2:"),
    "components_missing": fail("urllib.error.URLError: <urlopen error [Errno -2] Name or service not known>"),
    "features": features,
    "covalent": covalent,
    "ligand_crash": die(signal.SIGABRT),
    "ligand_fault": die(signal.SIGSEGV),
    "crash_while_computing": crash_while_computing,
    "unreadable_smiles": reject_as_rdkit("rdkit.Chem.rdmolops.AddHs(NoneType)"),
    "unreadable_salt": reject_as_rdkit("rdkit.Chem.MolStandardize.rdMolStandardize.choose(LargestFragmentChooser, NoneType)"),
    "unknown_atom": reject("('B', 0, 'C99')"),
    "conformer": reject("Failed to compute 3D conformer for C1CC1"),
    "stale": stale,
    "hang": hang,
    "stubborn": stubborn,
    "orphan": orphan,
    "talkative": talkative,
    "environment": environment,
    "late_affinity": late_affinity,
    "fewer_samples": fewer_samples,
    "damaged_pose": damaged_pose,
    "written_but_hangs": written_but_hangs,
    "no_confidence": no_confidence,
    "exit_code_after_success": exit_code_after_success,
    "nothing": check_input,
    "unknown_error": fail("ZeroDivisionError: division by zero"),
    "bad_option": fail("Error: No such option: --seed", 2),
    "ready_made": ready_made,
    "huge": huge,
    "oversized": oversized,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("situation", choices=SITUATIONS)
    parser.add_argument("verb")
    parser.add_argument("yaml", type=Path)
    parser.add_argument("--out_dir", type=Path, required=True)
    parser.add_argument("--diffusion_samples", type=int, default=1)
    parser.add_argument("--sampling_steps", type=int, default=200)
    parser.add_argument("--use_msa_server", action="store_true")
    parser.add_argument("--msa_server_url")
    asked, rest = parser.parse_known_args()
    has_affinity = "affinity" in asked.yaml.read_text()
    Path("started.json").write_text(json.dumps({"pid": os.getpid(), "rest": rest}))
    SITUATIONS[asked.situation](Run(asked.out_dir, asked.diffusion_samples, asked.sampling_steps, has_affinity, asked.use_msa_server))


if __name__ == "__main__":
    main()
