"""Asking an MSA server again: what may pass, how long, and that an error page is not taken for an archive."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from atomera_worker.msa_patience import PAUSES_S, asking_again, wrap_msa

BUSY = "MMseqs2 API is giving errors. Please confirm your  input is a valid protein sequence."


def failing(times: int, error: Exception) -> tuple[list[str], Callable[..., None]]:
    """A question that fails so many times, and what was asked."""
    asked: list[str] = []

    def compute_msa(*, target_id: str, msa_dir: Path) -> None:
        assert not list(msa_dir.glob("*/out.tar.gz")), "what was downloaded before is in the way"
        folder = msa_dir / f"{target_id}_unpaired_tmp_env"
        folder.mkdir(exist_ok=True)
        (folder / "out.tar.gz").write_text("<html>502 Bad Gateway</html>")
        asked.append(target_id)
        if len(asked) <= times:
            raise error

    return asked, compute_msa


def no_pause(seconds: float) -> None:
    pytest.fail(f"it waits {seconds:g} s")


@pytest.mark.parametrize(
    "error",
    [
        Exception(BUSY),
        Exception("MMseqs2 API is undergoing maintenance. Please try again in a few minutes."),
        Exception("Too many failed attempts for the MSA generation request."),
        tarfile.ReadError("not a gzip file"),
        EOFError("Compressed file ended before the end-of-stream marker was reached"),
    ],
)
def test_what_may_pass_is_asked_again_after_growing_pauses(tmp_path: Path, error: Exception) -> None:
    asked, compute_msa = failing(3, error)
    pauses: list[float] = []
    asking_again(compute_msa, 900, pauses.append)(target_id="input", msa_dir=tmp_path)
    assert len(asked) == 4
    assert pauses == list(PAUSES_S) == sorted(pauses)


def test_the_last_failure_is_told_and_an_archive_that_is_none_in_words(tmp_path: Path) -> None:
    asked, compute_msa = failing(9, Exception(BUSY))
    with pytest.raises(Exception, match="giving errors"):
        asking_again(compute_msa, 900, lambda _: None)(target_id="input", msa_dir=tmp_path)
    assert len(asked) == len(PAUSES_S) + 1
    (tmp_path / "other").mkdir()
    _, damaged = failing(9, tarfile.ReadError("not a gzip file"))
    with pytest.raises(RuntimeError, match="Server didn't reply with an archive"):
        asking_again(damaged, 900, lambda _: None)(target_id="input", msa_dir=tmp_path / "other")


def test_what_does_not_pass_is_not_asked_again(tmp_path: Path) -> None:
    asked, compute_msa = failing(1, ValueError("Cannot use both basic authentication"))
    with pytest.raises(ValueError, match="authentication"):
        asking_again(compute_msa, 900, no_pause)(target_id="input", msa_dir=tmp_path)
    assert len(asked) == 1


def test_nothing_is_asked_again_when_the_pause_would_not_fit_into_the_limit(tmp_path: Path) -> None:
    asked, compute_msa = failing(9, Exception(BUSY))
    with pytest.raises(Exception, match="giving errors"):
        asking_again(compute_msa, PAUSES_S[0] / 2, no_pause)(target_id="input", msa_dir=tmp_path)
    assert len(asked) == 1


def test_it_is_put_around_boltz_only_where_the_worker_names_its_limit() -> None:
    class Main:
        compute_msa = staticmethod(print)

    assert wrap_msa(Main, {}) is False
    assert wrap_msa(object(), {"ATOMERA_MSA_LIMIT_SECONDS": "900"}) is False
    assert wrap_msa(Main, {"ATOMERA_MSA_LIMIT_SECONDS": "900"}) is True
    assert Main.compute_msa is not print
