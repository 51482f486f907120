"""The folder of one job, gone afterwards. What a worker that was killed has left is removed when the next one starts."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Not the "atomera-job-" of earlier workers, which locked nothing: theirs would look abandoned while they run.
PREFIX = "atomera-locked-job-"
# The name until the folder is locked: without a lock it would look abandoned. No other worker removes it.
UNLOCKED_PREFIX = "atomera-new-job-"


@contextlib.contextmanager
def job_folder() -> Iterator[Path]:
    """Give a fresh folder. Its lock says that its owner lives: the kernel takes it away from a process that has ended, however it did."""
    made = Path(tempfile.mkdtemp(prefix=UNLOCKED_PREFIX))
    locked = made.with_name(PREFIX + made.name.removeprefix(UNLOCKED_PREFIX))
    lock = os.open(made, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield made.rename(locked) if _takes_lock(lock) else made
    finally:
        for folder in (made, locked):
            shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _takes_lock(folder: int) -> bool:
    """Lock an own fresh folder; False where the file system has no locks for folders: NFS, Lustre as it may be mounted."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def remove_abandoned() -> None:
    """Remove the folders whose owners have ended; those of other users and of workers that still run stay."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # Another worker that starts now may have been first.
        with contextlib.suppress(OSError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(lock).st_uid == os.getuid():
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
