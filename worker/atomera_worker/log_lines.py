"""Turns the bytes of a pipe into lines and keeps their last part, within fixed bounds whatever a program prints. Pure."""

import codecs
import re
from collections import deque

MOST_LINE_CHARACTERS = 2_000
LINE_END = re.compile(r"[\r\n]+")


class LineSplitter:
    """Splits a stream at line feeds and at the carriage returns with which bars redraw themselves."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, chunk: bytes, *, is_last: bool = False) -> list[str]:
        """Give the lines that are whole now; a line that grows beyond the bound is given in parts."""
        *lines, self._rest = LINE_END.split(self._rest + self._decoder.decode(chunk, is_last))
        while len(self._rest) > MOST_LINE_CHARACTERS:
            lines.append(self._rest[:MOST_LINE_CHARACTERS])
            self._rest = self._rest[MOST_LINE_CHARACTERS:]
        if is_last:
            lines.append(self._rest)
            self._rest = ""
        return [line[:MOST_LINE_CHARACTERS] for line in lines if line.strip()]


class LogTail:
    """The last lines of a stream, at most so many characters; a line that repeats the one before is counted instead of kept."""

    def __init__(self, most_characters: int) -> None:
        """Begin empty."""
        self._most = most_characters
        self._lines: deque[str] = deque()
        self._characters = 0
        self._repeats = 0

    def feed(self, line: str) -> None:
        """Take one line."""
        if self._lines and self._lines[-1] == line:
            self._repeats += 1
            return
        self._end_repeats()
        self._append(line)

    def text(self) -> str:
        """Give the kept lines."""
        self._end_repeats()
        return "\n".join(self._lines)

    def _end_repeats(self) -> None:
        if self._repeats > 0:
            repeats, self._repeats = self._repeats, 0
            self._append(f"(the line before came {repeats} times more)")

    def _append(self, line: str) -> None:
        self._lines.append(line)
        self._characters += len(line) + 1
        while self._characters > self._most and len(self._lines) > 1:
            self._characters -= len(self._lines.popleft()) + 1
