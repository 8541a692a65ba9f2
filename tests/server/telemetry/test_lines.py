"""Lines are written aside: whoever reads the log slowly, or not at all, keeps nobody waiting."""

import io
import json
import os
import threading

import structlog

from server.telemetry.lines import MOST, Lines


class Held(io.StringIO):
    """A file that takes nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def write(self, text: str) -> int:
        """Wait, and keep."""
        assert self.let_go.wait(30)
        return super().write(text)


def test_lines_are_written_whole_and_in_their_order() -> None:
    file = io.StringIO()
    lines = Lines(file)
    sent = [f"line {number}\n" for number in range(1_000)]
    for line in sent:
        lines.write(line)
    lines.close()
    assert file.getvalue() == "".join(sent)


def test_nobody_waits_for_a_file_that_takes_nothing_and_what_was_left_out_is_counted() -> None:
    file = Held()
    lines = Lines(file)
    structlog.configure(
        processors=[structlog.processors.JSONRenderer()],
        logger_factory=structlog.WriteLoggerFactory(lines),  # type: ignore[arg-type]  # It needs no more.
    )
    try:
        # The writer may have taken some already, which then wait at the file.
        for number in range(2 * MOST + 7):
            lines.write(f"{number}\n")
        file.let_go.set()
    finally:
        lines.close()
        structlog.reset_defaults()
    *written, last = file.getvalue().splitlines()
    left_out = json.loads(last)
    assert left_out["event"] == "lines of the log were left out"
    assert len(written) + left_out["lines"] == 2 * MOST + 7
    assert [int(line) for line in written] == sorted({int(line) for line in written})


def test_a_log_that_nobody_reads_any_more_ends_nothing() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as file, open(os.devnull, "w") as nowhere:
        lines = Lines(file)
        lines.write("to nobody\n")
        lines.close()
        # What could not be written is tried again when the file is closed.
        os.dup2(nowhere.fileno(), file.fileno())
