#!/usr/bin/env python3
"""Leaves of each library for macOS the part for one processor: NuGet has them for two, in one file.

    eng/thin_macos.py x64|arm64 FOLDER

A part is a whole library with its own signature, so it is copied as it is. Other files stay as they are.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

FAT = 0xCAFEBABE
PART = struct.Struct(">IIIII")  # processor, its kind, where the part begins, its bytes, its alignment
PROCESSORS = {"x64": 0x01000007, "arm64": 0x0100000C}


def part_of(data: bytes, processor: int) -> bytes | None:
    """The part for a processor; None where the file is not made of parts."""
    if len(data) < 8 or struct.unpack_from(">I", data)[0] != FAT:
        return None
    (count,) = struct.unpack_from(">I", data, 4)
    for place in range(count):
        kind, _, start, size, _ = PART.unpack_from(data, 8 + place * PART.size)
        if kind == processor:
            if start + size > len(data):
                raise SystemExit("a part ends behind its file")
            return data[start : start + size]
    raise SystemExit("no part is for this processor")


def main() -> int:
    processor, folder = PROCESSORS[sys.argv[1]], Path(sys.argv[2])
    for path in sorted(folder.rglob("*.dylib")):
        part = part_of(path.read_bytes(), processor)
        if part is not None:
            path.write_bytes(part)
    return 0


if __name__ == "__main__":
    sys.exit(main())
