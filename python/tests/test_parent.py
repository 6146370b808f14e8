"""The tool ends with the Python that started it, and standard streams may be closed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = """
import heavytail, numpy
random = numpy.random.default_rng(1)
state = {f"{k}.weight": random.standard_normal((1300, 1300), dtype=numpy.float32) for k in range(30)}
heavytail.analyze(state, threads=1, cache="none")
"""

SOURCES = str(Path(__file__).resolve().parents[1] / "src")
ENVIRONMENT = dict(os.environ, PYTHONPATH=SOURCES)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def children(process: int) -> list:
    tasks = Path(f"/proc/{process}/task")
    return [int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()]


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_tool_ends_with_a_killed_python(number):
    python = subprocess.Popen([sys.executable, "-c", SCRIPT], env=ENVIRONMENT)
    deadline = time.monotonic() + 60
    tools: list = []
    while not tools and time.monotonic() < deadline and python.poll() is None:
        time.sleep(0.05)
        tools = children(python.pid)
    assert tools, "Python started no tool"
    time.sleep(0.5)
    assert all(is_running(tool) for tool in tools)
    python.send_signal(number)
    python.wait()
    ended = time.monotonic() + 5
    while any(is_running(tool) for tool in tools) and time.monotonic() < ended:
        time.sleep(0.05)
    assert not any(is_running(tool) for tool in tools), "the tool goes on"


@pytest.mark.parametrize("closed", [[0], [1], [0, 1, 2]])
def test_standard_streams_may_be_closed(closed, tmp_path):
    result = tmp_path / "rows"
    script = (
        "import os\n"
        f"for number in {closed}: os.close(number)\n"
        "import heavytail, numpy\n"
        "report = heavytail.analyze({'a.weight': numpy.random.default_rng(1).standard_normal((60, 70))})\n"
        f"open({str(result)!r}, 'w').write(str(len(report.layers)))\n"
    )
    assert subprocess.call([sys.executable, "-c", script], env=ENVIRONMENT) == 0
    assert result.read_text() == "1"
