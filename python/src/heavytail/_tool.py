"""The tool as a child process: found, started without a shell, read line by line, ended when Python is interrupted."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Callable, Dict, IO, Iterator, List, Optional, Sequence, Tuple, Union

from ._errors import HeavytailError, ToolNotFoundError

VARIABLE = "HEAVYTAIL_BIN"

#: A longer line of output is not a result: a layer takes some 3 kB, a model's verdict 10 kB.
MOST_LINE_BYTES = 1 << 28

#: Messages behind this many bytes are dropped.
MOST_MESSAGE_BYTES = 1 << 20

#: How long a child may take to clean up after it was asked to end.
SECONDS_TO_END = 5.0

#: The signal by which a system without memory ends a program.
SIGKILL = 9

_WORDS = ("error: ", "hint: ", "warning: ", "note: ", "usage: ")


def command() -> List[str]:
    """The words that start the tool: the one in this wheel, that of ``HEAVYTAIL_BIN``, the one on ``PATH``.

    ``HEAVYTAIL_BIN`` is a path, or several words such as ``dotnet /path/Heavytail.Cli.dll``.
    """
    bundled = _bundled()
    if os.path.isfile(bundled[0]):
        return bundled
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        return _given(given)
    found = shutil.which("heavytail")
    if found is not None:
        return [found]
    raise ToolNotFoundError(
        f"the heavytail tool is not in this package, not in {VARIABLE}, and not on PATH",
        f"install a wheel for this platform, or set {VARIABLE} to the path of the tool",
    )


def _bundled() -> List[str]:
    return [str(Path(__file__).parent / "bin" / ("heavytail.exe" if os.name == "nt" else "heavytail"))]


def _given(given: str) -> List[str]:
    if os.path.isfile(given):
        return ["dotnet", given] if given.endswith(".dll") else [given]
    try:
        words = shlex.split(given, posix=os.name != "nt")
    except ValueError:  # a quotation mark without its partner
        words = []
    if not words or shutil.which(words[0]) is None:
        raise ToolNotFoundError(
            f"{VARIABLE} is `{given}`, which is neither a file nor a command",
            "give the path of the tool, or a command such as `dotnet /path/Heavytail.Cli.dll`",
        )
    return words


def version() -> str:
    """The version of the tool."""
    name, _, number = run_text(["--version"]).strip().rpartition(" ")
    if name != "heavytail" or not number[:1].isdigit():
        raise not_the_tool()
    return number


def record_of(data: Union[bytes, str]) -> Dict[str, Any]:
    """A line or a document of the tool: an object of JSON."""
    try:
        record = json.loads(data)
    except ValueError:
        record = None
    if not isinstance(record, dict):
        raise not_the_tool()
    return record


def not_the_tool() -> HeavytailError:
    """The error of a program that does not answer as the tool does."""
    if command() == _bundled():
        return HeavytailError("the heavytail tool of this package gave an answer that is not JSON", "install it again")
    given = os.environ.get(VARIABLE, "").strip()
    what = VARIABLE if given else "the program `heavytail` on PATH"
    return HeavytailError(
        f"{what} is not the heavytail tool: `{given or command()[0]}` gave an answer that is not the tool's",
        f"set {VARIABLE} to the path of the tool, or to a command such as `dotnet /path/Heavytail.Cli.dll`",
    )


class Run:
    """One run of the tool.

    ``lines`` yields its output line by line while it works; ``finish`` waits and gives its exit code. As a context
    manager it ends the child whatever happens: an exception, or an interrupt of Python.
    """

    def __init__(self, arguments: Sequence[str], pass_fds: Sequence[int] = (), own_words: Optional[Any] = None) -> None:
        self._own_words: Callable[[str], str] = own_words or (lambda text: text)
        # The tool reads its standard input to the end, and ends with it: so it does not outlive a Python that is killed.
        environment = dict(os.environ, NO_COLOR="1", DOTNET_NOLOGO="1", HEAVYTAIL_PARENT="stdin")
        options: Dict[str, Any] = {} if os.name == "nt" else {"pass_fds": tuple(pass_fds)}
        try:
            self._child = subprocess.Popen(
                [*command(), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                **options,
            )
        except OSError as error:
            raise ToolNotFoundError(f"the heavytail tool does not start: {error}") from error
        self._messages = bytearray()
        self._reader = threading.Thread(target=self._read_messages, daemon=True)
        self._reader.start()

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, kind: Optional[type], error: Optional[BaseException], trace: Any) -> None:
        self._end()
        assert self._child.stdin and self._child.stdout and self._child.stderr
        self._child.stdin.close()
        self._child.stdout.close()
        self._reader.join(SECONDS_TO_END)
        self._child.stderr.close()

    def lines(self) -> Iterator[bytes]:
        """Its output, line by line, without line feeds."""
        stream: IO[bytes] = self._child.stdout  # type: ignore[assignment]
        while True:
            line = stream.readline(MOST_LINE_BYTES)
            if not line:
                return
            if len(line) >= MOST_LINE_BYTES:
                raise HeavytailError(f"the tool wrote a line of more than {MOST_LINE_BYTES} bytes")
            if not line.endswith(b"\n"):
                # The end of a line is missing where the tool was killed while it wrote.
                code = self.finish()
                if _signal_of(code) is not None:
                    raise self.error(code)
            yield line.rstrip(b"\n")

    def text(self) -> str:
        """All its output."""
        assert self._child.stdout is not None
        data = self._child.stdout.read(MOST_LINE_BYTES)
        if len(data) >= MOST_LINE_BYTES:
            raise HeavytailError(f"the tool wrote more than {MOST_LINE_BYTES} bytes")
        return data.decode("utf-8", "replace")

    def finish(self) -> int:
        """Waits for its end; its exit code."""
        code = self._child.wait()
        self._reader.join(SECONDS_TO_END)
        return code

    @property
    def messages(self) -> List[Tuple[str, str]]:
        """What it wrote to standard error: words such as ``error`` and ``hint``, and their texts."""
        found: List[Tuple[str, str]] = []
        for line in bytes(self._messages).decode("utf-8", "replace").splitlines():
            word = next((word for word in _WORDS if line.startswith(word)), None)
            if word is not None:
                found.append((word[:-2], self._own_words(line[len(word):])))
            elif line.strip() and found:
                found[-1] = (found[-1][0], f"{found[-1][1]}\n{self._own_words(line)}")
            elif line.strip():
                found.append(("error", self._own_words(line)))
        return found

    def error(self, code: int) -> HeavytailError:
        """The first error that it wrote, with its hint."""
        signal = _signal_of(code)
        if signal is not None:
            why = ", perhaps out of memory" if signal == SIGKILL else ""
            hint = "set memory= to less, or give fewer layers at once" if why else None
            return HeavytailError(f"the heavytail tool was killed by signal {signal}{why}", hint, code)
        messages = self.messages
        if code == 0 and not messages:
            return not_the_tool()
        for index, (word, text) in enumerate(messages):
            if word == "error":
                hint = next((t for w, t in messages[index + 1 : index + 2] if w == "hint"), None)
                return HeavytailError(text, hint, code)
        return HeavytailError(f"the tool ended with exit code {code} and no message", None, code)

    def _read_messages(self) -> None:
        stream = self._child.stderr
        assert stream is not None
        try:
            for piece in iter(lambda: os.read(stream.fileno(), 65536), b""):
                self._messages += piece[: MOST_MESSAGE_BYTES - len(self._messages)]
        except (OSError, ValueError):
            return  # the stream was closed after the end of the child

    def _end(self) -> None:
        if self._child.poll() is not None:
            return
        self._child.terminate()
        try:
            self._child.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


def _signal_of(code: int) -> Optional[int]:
    """The signal that ended a program: Python has it as a code below zero, a shell as one above 128."""
    return -code if code < 0 else code - 128 if 128 < code <= 128 + 64 else None


def run_text(arguments: Sequence[str], pass_fds: Sequence[int] = (), own_words: Optional[Any] = None) -> str:
    """The output of a run; anything but exit code 0 is an exception."""
    with Run(arguments, pass_fds, own_words) as run:
        output = run.text()
        code = run.finish()
        if code != 0:
            raise run.error(code)
        return output


def run_json(
    arguments: Sequence[str], pass_fds: Sequence[int] = (), own_words: Optional[Any] = None
) -> Tuple[Any, List[Tuple[str, str]]]:
    """The JSON document of a run with ``-f json``, and its messages.

    Exit codes 1 (a check failed) and 2 (a part failed) with a document are results.
    """
    with Run(arguments, pass_fds, own_words) as run:
        output = run.text()
        code = run.finish()
        if code not in (0, 1, 2) or not output.strip():
            raise run.error(code)
        return record_of(output), run.messages


def main() -> int:
    """The command ``heavytail`` of a wheel: becomes the tool."""
    try:
        words = [*command(), *sys.argv[1:]]
        if os.name != "nt":
            os.execvp(words[0], words)
        return subprocess.call(words)
    except ToolNotFoundError as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: the heavytail tool does not start: {error}", file=sys.stderr)
    return 2
