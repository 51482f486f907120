"""What Boltz-2's output says about a run: the first line of each kind that a verdict or a warning rests on. Pure."""

import re
from collections.abc import Iterable, Mapping

from atomera_worker.msa_cache import MSA_MARK

LINE_CHARACTERS = 400

SIGNALS: Mapping[str, re.Pattern[str]] = {
    "batch_out_of_memory": re.compile(r"ran out of memory, skipping batch"),
    "gpu_out_of_memory": re.compile(r"OutOfMemoryError|CUDA out of memory|CU(?:BLAS|DNN)_STATUS_ALLOC_FAILED"),
    "host_out_of_memory": re.compile(
        r"killed by signal: Killed|(?:^|[. ])_?(?:Array)?MemoryError\b|DefaultCPUAllocator: (?:can't allocate|not enough) memory|"
        r"\[Errno 12\] Cannot allocate memory|std::bad_alloc"
    ),
    # PyTorch's words for a bus error are two sentences on one line, the second of which names shared memory.
    "shared_memory": re.compile(
        r"[Bb]us error|out of shared memory|insufficient shared memory|unable to allocate shared memory|"
        r"unable to (?:open shared memory object|write to file|resize file) <.*No space left on device"
    ),
    "loader_crashed": re.compile(r"DataLoader worker \(pid \d+\) is killed by signal: (Segmentation fault|Aborted)"),
    "loader_lost": re.compile(r"DataLoader worker \(pid\(s\) [\d, ]+\) exited unexpectedly"),
    "disk_full": re.compile(r"\[Errno 28\] No space left on device|PytorchStreamWriter failed writing file"),
    "rejected": re.compile(r"Failed to process .*?Skipping\. Error: ?(.*)"),
    # What RDKit's functions say of no molecule, on lines below Boltz-2's own; the reason for it stands on a line of RDKit's log.
    "no_molecule": re.compile(r"AddHs\(NoneType|LargestFragmentChooser, NoneType"),
    "smiles_fault": re.compile(r"SMILES Parse Error: (.*)|(Explicit valence for atom.*|Can't kekulize mol.*)"),
    "msa_refused": re.compile(r"Server didn't reply with (?:json|an archive)|MMseqs2 API is giving errors"),
    "msa_timeout": re.compile(r"Too many failed attempts for the MSA generation request"),
    "msa_maintenance": re.compile(r"MMseqs2 API is undergoing maintenance"),
    "kernels": re.compile(
        r"No module named 'cuequivariance\w*'|Failed to import Triton-based component|NVMLError|NVML error",
    ),
    "unsupported_gpu": re.compile(r"no kernel image is available"),
    "no_gpu": re.compile(r"No supported gpu backend found"),
    # Boltz-2 uses urllib for nothing but its weights and components; the MSA server is asked with another library.
    "weights": re.compile(
        r"Failed to download model from all URLs|PytorchStreamReader failed|tarfile\.ReadError|^Aborted!$|^urllib\.error\.\w+|"
        r"^_pickle\.UnpicklingError|Error\(s\) in loading state_dict|^EOFError: Ran out of input|No such file or directory: '.*\.ckpt'"
    ),
    "features": re.compile(r"(?:Featurizer|Tokenizer|Cropper|Molecule loading) failed\b.*"),
    "conformer": re.compile(r"Failed to compute 3D conformer"),
    "no_pre_affinity": re.compile(r"No such file or directory: '.*pre_affinity_"),
    "stale": re.compile(r"Found some existing predictions|All inputs are already processed"),
    "bad_option": re.compile(r"No such option.*|Error: Invalid value for.*"),
    "no_boltz": re.compile(r"No module named 'boltz'"),
    "failed_examples": re.compile(r"Number of failed examples: [1-9]"),
    "dummy_msa": re.compile(r"MSA does not match input sequence, creating dummy"),
    "empty_msa": re.compile(r"Found explicit empty MSA"),
    "large_ligand": re.compile(r"larger than 56 heavy-atoms"),
    "no_conformer_warning": re.compile(r"ETKDGv3 failed to generate a conformer"),
    "fewer_devices": re.compile(r"devices is greater than the number of predictions"),
}

WARNINGS: Mapping[str, str] = {
    "dummy_msa": "The alignment does not match its sequence: Boltz-2 predicted without it.",
    "empty_msa": "A protein was predicted in single sequence mode, which is less accurate.",
    "large_ligand": "The ligand has more than 56 heavy atoms, more than the affinity model was trained on: its affinity may be inaccurate.",
    "no_conformer_warning": "RDKit found no starting geometry for a ligand at first: Boltz-2 went on from random coordinates.",
    "fewer_devices": "Boltz-2 used fewer devices than asked for, because one input is never divided.",
}


class SignalScan:
    """Collects the first line of each kind from a stream of lines; its memory does not grow with their number."""

    def __init__(self) -> None:
        """Begin without any signal."""
        self.found: dict[str, str] = {}

    def feed(self, line: str) -> None:
        """Look at one line."""
        if MSA_MARK in line:
            # The alignments are there: what the server answered before is behind the run.
            self.found = {name: said for name, said in self.found.items() if not name.startswith("msa_")}
        for name, pattern in SIGNALS.items():
            if name in self.found:
                continue
            match = pattern.search(line)
            if match is not None:
                said = next((group for group in match.groups() if group is not None), match.group(0))
                self.found[name] = said.strip()[:LINE_CHARACTERS]


def signals_of(lines: Iterable[str]) -> dict[str, str]:
    """Give the signals of a whole log."""
    scan = SignalScan()
    for line in lines:
        scan.feed(line)
    return scan.found


def warnings_of(signals: Mapping[str, str]) -> list[str]:
    """Give what a person should know about a run that succeeded."""
    return [words for name, words in WARNINGS.items() if name in signals]
