"""eng/thin_macos.py: of a library for two processors one part is left, to the byte."""

from __future__ import annotations

import struct
import subprocess
import sys

import pytest

from conftest import ROOT

SCRIPT = str(ROOT / "eng" / "thin_macos.py")
PARTS = {0x01000007: b"\xcf\xfa\xed\xfe" + b"x" * 60, 0x0100000C: b"\xcf\xfa\xed\xfe" + b"a" * 90}


def library(cut: int = 0) -> bytes:
    data = bytearray(struct.pack(">II", 0xCAFEBABE, len(PARTS)).ljust(4096, b"\0"))
    for place, (processor, part) in enumerate(PARTS.items()):
        struct.pack_into(">IIIII", data, 8 + 20 * place, processor, 3, len(data), len(part), 12)
        data += part
    return bytes(data[: len(data) - cut])


@pytest.mark.parametrize("name, processor", [("x64", 0x01000007), ("arm64", 0x0100000C)])
def test_one_part_is_left(name, processor, tmp_path):
    (tmp_path / "two.dylib").write_bytes(library())
    (tmp_path / "one.dylib").write_bytes(PARTS[processor])
    (tmp_path / "other.dll").write_bytes(library())
    subprocess.run([sys.executable, SCRIPT, name, str(tmp_path)], check=True)
    assert (tmp_path / "two.dylib").read_bytes() == PARTS[processor]
    assert (tmp_path / "one.dylib").read_bytes() == PARTS[processor]
    assert (tmp_path / "other.dll").read_bytes() == library()


def test_a_library_that_is_cut_is_an_error(tmp_path):
    (tmp_path / "cut.dylib").write_bytes(library(cut=1))
    result = subprocess.run([sys.executable, SCRIPT, "arm64", str(tmp_path)], capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr == "a part ends behind its file\n"
