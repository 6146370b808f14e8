"""What the tests share: where samples and real models are, and a tool to run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "fashion-mnist"
SHARED = Path(os.environ.get("HEAVYTAIL_SHARED", ROOT.parent / "shared"))

sys.path.insert(0, str(ROOT / "python" / "src"))
os.environ.setdefault("HEAVYTAIL_CACHE", "none")


@pytest.fixture(autouse=True, scope="session")
def tool():
    """The command of the tool; without one there is nothing to test."""
    from heavytail import ToolNotFoundError, _tool

    try:
        return _tool.command()
    except ToolNotFoundError as error:
        pytest.exit(f"no tool: {error}", returncode=2)


@pytest.fixture
def sample():
    return SAMPLES / "batch-0016.safetensors"


@pytest.fixture
def shared():
    if not (SHARED / "models").is_dir():
        pytest.skip("no folder `shared` with real models beside the checkout")
    return SHARED


@pytest.fixture
def torch():
    return pytest.importorskip("torch", reason="torch is not installed")


@pytest.fixture
def pandas():
    return pytest.importorskip("pandas", reason="pandas is not installed")


@pytest.fixture
def fake_tool(tmp_path, monkeypatch):
    """A tool that is a script of Python."""

    def make(body: str) -> Path:
        script = tmp_path / "fake.py"
        script.write_text(body)
        monkeypatch.setenv("HEAVYTAIL_BIN", f"{sys.executable} {script}")
        return script

    return make
