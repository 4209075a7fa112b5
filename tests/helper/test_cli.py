"""The command's parser, and its exit status."""

from __future__ import annotations

import pytest

from ordslab import cli


def test_failures_are_a_line_and_status_1(calls, capsys):
    """Promise: what goes wrong is one plain line on standard error, without a traceback."""
    calls.answer("start", OSError("no space left on device"))
    assert cli.main(["sandbox", "start"]) == 1
    assert capsys.readouterr().err == "ordslab: no space left on device\n"


def test_interrupting_is_no_traceback(calls):
    """Promise: Ctrl-C ends the command with status 130."""
    calls.answer("start", KeyboardInterrupt())
    assert cli.main(["sandbox", "start"]) == 130


@pytest.mark.parametrize(
    "arguments", [["sandbox"], ["sandbox", "fly"], ["sandbox", "start", "--http-port", "x"], ["--port", "99999"]]
)
def test_wrong_usage_is_status_2(calls, arguments, capsys):
    """Promise: argparse explains, and the status is that of wrong usage."""
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2 and "usage: ordslab" in capsys.readouterr().err
