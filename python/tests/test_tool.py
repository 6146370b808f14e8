"""How the tool is found, started and ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

import heavytail
from heavytail import HeavytailError, ToolNotFoundError, _tool


def test_the_variable_names_a_file_a_command_or_an_assembly(tmp_path, monkeypatch):
    file = tmp_path / "with space"
    file.write_text("")
    assembly = tmp_path / "tool.dll"
    assembly.write_text("")
    cases = {
        str(file): [str(file)],
        str(assembly): ["dotnet", str(assembly)],
        f"{sys.executable} '{file}'": [sys.executable, str(file)],
    }
    for value, words in cases.items():
        monkeypatch.setenv("HEAVYTAIL_BIN", value)
        assert _tool.command() == words


def test_a_variable_that_names_nothing_is_an_error(monkeypatch):
    monkeypatch.setenv("HEAVYTAIL_BIN", "/nowhere/heavytail")
    with pytest.raises(ToolNotFoundError, match="HEAVYTAIL_BIN is `/nowhere/heavytail`"):
        heavytail.analyze("model.pt")


def test_without_a_tool_the_error_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.delenv("HEAVYTAIL_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolNotFoundError, match="not on PATH\nhint: install a wheel"):
        _tool.command()


def test_the_version_is_that_of_the_tool():
    assert heavytail.tool_version()[0].isdigit()


def test_the_command_needs_nothing_but_python():
    script = (
        "import sys; sys.modules['numpy'] = None\n"
        "import heavytail._tool\n"
        "sys.argv[1:] = ['--version']; sys.exit(heavytail._tool.main())"
    )
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    assert subprocess.check_output([sys.executable, "-c", script], env=environment).startswith(b"heavytail ")


def test_the_command_without_a_tool_says_what_to_do(tmp_path):
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path), PATH=str(tmp_path), HEAVYTAIL_BIN="")
    command = [sys.executable, "-m", "heavytail", "--version"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert run.returncode == 2
    assert run.stderr.startswith("error: the heavytail tool is not in this package") and "\nhint: install" in run.stderr


def test_every_public_name_is_there():
    found = {name: getattr(heavytail, name) for name in heavytail.__all__}
    assert all(value.__module__.startswith("heavytail.") for name, value in found.items() if name != "__version__")
    assert dir(heavytail) == sorted(found) == sorted([*heavytail._WHERE, "__version__"])
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        heavytail.nonsense


def test_no_shell_sees_a_path(tmp_path):
    with pytest.raises(HeavytailError, match="no such file"):
        heavytail.analyze(f"$(touch {tmp_path}/ran).pt")
    assert list(tmp_path.iterdir()) == []


def test_a_tool_that_fails_without_words_is_an_error_with_its_code(fake_tool):
    fake_tool("import sys; sys.exit(7)")
    with pytest.raises(HeavytailError, match="exit code 7") as error:
        heavytail.analyze("model.pt")
    assert error.value.exit_code == 7


@pytest.mark.parametrize("body", ["print('hello')", "print(3)", "", "import os; os.write(1, b'\\xff\\n')"])
def test_a_program_that_is_not_the_tool_is_named(fake_tool, body):
    fake_tool(body)
    calls = [
        lambda: heavytail.analyze("model.pt"),
        lambda: heavytail.describe("model.pt"),
        lambda: heavytail.trend(corpus="nature2021"),
        heavytail.tool_version,
    ]
    for call in calls:
        with pytest.raises(HeavytailError, match="HEAVYTAIL_BIN is not the heavytail tool.*\nhint: set HEAVYTAIL_BIN"):
            call()


def test_a_quotation_mark_without_its_partner_is_an_error(monkeypatch):
    monkeypatch.setenv("HEAVYTAIL_BIN", "dotnet '/path/tool.dll")
    with pytest.raises(ToolNotFoundError, match="which is neither a file nor a command"):
        heavytail.analyze("model.pt")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("written", ["", '{"kind":"layer","mod'])
def test_a_tool_that_is_killed_is_said_to_be(fake_tool, written):
    fake_tool(f"import os, sys; sys.stdout.write({written!r}); sys.stdout.flush(); os.kill(os.getpid(), 9)")
    for call in (heavytail.analyze, heavytail.describe, heavytail.rank):
        with pytest.raises(HeavytailError, match="killed by signal 9, perhaps out of memory") as error:
            call("model.pt")
        assert error.value.exit_code == -9
    fake_tool("import os; os.kill(os.getpid(), 11)")
    with pytest.raises(HeavytailError, match="killed by signal 11$"):
        heavytail.analyze("model.pt")


def test_a_flood_of_messages_blocks_nothing_and_is_bounded(fake_tool):
    fake_tool("import sys; sys.stderr.write('note: x\\n' * 2_000_000); print('{}'); sys.exit(0)")
    with _tool.Run(["any"]) as run:
        assert run.text() == "{}\n"
        assert run.finish() == 0
        assert len(run._messages) == _tool.MOST_MESSAGE_BYTES


def test_an_endless_line_is_an_error(fake_tool, monkeypatch):
    monkeypatch.setattr(_tool, "MOST_LINE_BYTES", 1000)
    fake_tool("import sys\nwhile True: sys.stdout.write('x' * 100)")
    with pytest.raises(HeavytailError, match="line of more than 1000 bytes"):
        heavytail.analyze("model.pt")


def test_an_exception_in_a_callback_ends_the_tool(fake_tool, tmp_path):
    fake_tool(
        textwrap.dedent(f"""
        import os, time
        open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))
        print('{{"kind":"layer","model":"m"}}', flush=True)
        time.sleep(600)
        """)
    )

    def stop(row):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        heavytail.analyze("model.pt", on_layer=stop)
    assert not is_alive(int((tmp_path / "pid").read_text()))


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_ends_the_tool_and_leaves_nothing(fake_tool, tmp_path):
    fake_tool(
        f"import os, time, signal; signal.signal(signal.SIGINT, signal.SIG_IGN); "
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    )
    folder = tmp_path / "temporary"
    folder.mkdir()
    script = (
        "import heavytail, numpy\n"
        "heavytail.analyze({'a': numpy.ones((20, 20), 'f4')})"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script],
        env=dict(os.environ, TMPDIR=str(folder), PYTHONPATH=os.pathsep.join(sys.path)),
        stderr=subprocess.PIPE,
    )
    try:
        wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=30)
    finally:
        child.kill()
    assert b"KeyboardInterrupt" in said
    assert not is_alive(int((tmp_path / "pid").read_text()))
    assert list(folder.iterdir()) == []


def test_what_the_user_has_not_imported_is_not_imported(sample):
    script = (
        "import sys, heavytail\n"
        f"heavytail.analyze({str(sample)!r})\n"
        "import heavytail.weightwatcher\n"
        "print([name for name in ('torch', 'pandas', 'polars', 'transformers') if name in sys.modules])"
    )
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    assert subprocess.check_output([sys.executable, "-c", script], env=environment).strip() == b"[]"


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
