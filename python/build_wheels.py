#!/usr/bin/env python3
"""Makes the wheels and the source archive of the package.

    python3 python/build_wheels.py --version 0.1.0 --out dist PUBLISHED…

PUBLISHED are folders that `eng/publish` made, one a platform: `heavytail-0.1.0-linux-x64`. Each becomes a wheel that
carries what is in it as `heavytail/bin`; without any, only the source archive and a wheel without a tool are made.
Needs setuptools and wheel, and no network.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Dict, List, Optional

HERE = Path(__file__).resolve().parent

#: The end of a folder's name → the platform of pip. Of Linux, the version of glibc comes from the binary.
PLATFORMS = {
    "linux-x64": "manylinux_2_{glibc}_x86_64",
    "linux-arm64": "manylinux_2_{glibc}_aarch64",
    "osx-x64": "macosx_12_0_x86_64",
    "osx-arm64": "macosx_12_0_arm64",
    "win-x64": "win_amd64",
    "win-arm64": "win_arm64",
}

#: No older glibc has a tag of this form that pip knows: PEP 600 begins here.
LEAST_GLIBC = 17

#: Libraries that the program does without where they do not load: SQLite keeps the cache of spectra, and nothing else.
OPTIONAL = {"libe_sqlite3.so"}

_TIME = (1980, 1, 1, 0, 0, 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("published", nargs="*", type=Path, help="folders of eng/publish")
    parser.add_argument("--version", help="the version of the tool [default: the one in _version.py]")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="where to [default: dist]")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        source = copy_source(Path(temporary) / "source", arguments.version)
        built = [run_backend(source, "build_sdist", arguments.out)]
        plain = run_backend(source, "build_wheel", Path(temporary))
        if arguments.published:
            built += [make_wheel(plain, folder, arguments.out) for folder in arguments.published]
        else:
            built.append(Path(shutil.copy(plain, arguments.out)))
    for path in built:
        print(f"{path} {path.stat().st_size / 1e6:.1f} MB")
    return 0


def copy_source(target: Path, version: Optional[str]) -> Path:
    """The sources with their version and the license; the folder of the repository stays as it is."""
    shutil.copytree(HERE, target, ignore=shutil.ignore_patterns("__pycache__", "dist", "build", "*.egg-info", "bin"))
    shutil.copy(HERE.parent / "LICENSE", target / "LICENSE")
    if version is not None:
        file = target / "src" / "heavytail" / "_version.py"
        text = re.sub(r'__version__ = ".*"', f'__version__ = "{python_version(version)}"', file.read_text())
        file.write_text(text)
    return target


def python_version(version: str) -> str:
    """A version of NuGet as Python writes it: 0.1.1-alpha.0.7 is 0.1.1a0.dev7."""
    match = re.fullmatch(r"(\d+\.\d+\.\d+)(?:-(alpha|beta|rc)\.(\d+)(?:\.(\d+))?)?(?:\+.*)?", version)
    if match is None:
        raise SystemExit(f"`{version}` is not a version such as 0.1.0 or 0.1.1-alpha.0.7")
    number, stage, count, height = match.groups()
    if stage is None:
        return number
    return f"{number}{ {'alpha': 'a', 'beta': 'b', 'rc': 'rc'}[stage] }{count}" + (f".dev{height}" if height else "")


def run_backend(source: Path, hook: str, out: Path) -> Path:
    """Runs a hook of the build backend in a process of its own; the path of what it made."""
    code = f"import sys, setuptools.build_meta as backend; name = backend.{hook}(sys.argv[1]); print(); print(name)"
    run = subprocess.run(
        [sys.executable, "-c", code, str(out.resolve())], cwd=source, capture_output=True, text=True
    )
    if run.returncode != 0:
        raise SystemExit(f"{hook} failed:\n{run.stdout}{run.stderr}")
    return out / run.stdout.strip().splitlines()[-1]


def make_wheel(plain: Path, published: Path, out: Path) -> Path:
    """The plain wheel with the files of one platform."""
    platform = platform_of(published)
    name, version = plain.name.split("-")[:2]
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(plain) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist() if not entry.endswith("/RECORD")}
    wheel = files[f"{info}/WHEEL"].decode()
    wheel = wheel.replace("Root-Is-Purelib: true", "Root-Is-Purelib: false")
    wheel = wheel.replace("py3-none-any", f"py3-none-{platform}")
    files[f"{info}/WHEEL"] = wheel.encode()
    files[f"{info}/entry_points.txt"] = b"[console_scripts]\nheavytail = heavytail._tool:main\n"
    programs = set()
    for path in sorted(published.rglob("*")):
        if path.is_file():
            entry = f"heavytail/bin/{path.relative_to(published).as_posix()}"
            files[entry] = path.read_bytes()
            if path.name in ("heavytail", "heavytail.exe"):
                programs.add(entry)
    if not programs:
        raise SystemExit(f"{published} has no heavytail or heavytail.exe")
    target = out / f"{name}-{version}-py3-none-{platform}.whl"
    write_wheel(target, files, programs, f"{info}/RECORD")
    return target


def write_wheel(target: Path, files: Dict[str, bytes], programs: "set[str]", record: str) -> None:
    """Writes a wheel; the same files give the same bytes."""
    lines: List[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for entry in sorted(files, key=lambda entry: (".dist-info/" in entry, entry)):
            digest = base64.urlsafe_b64encode(hashlib.sha256(files[entry]).digest()).rstrip(b"=").decode()
            lines.append(f"{entry},sha256={digest},{len(files[entry])}\n")
            add(archive, entry, files[entry], 0o755 if entry in programs else 0o644)
        add(archive, record, "".join([*lines, f"{record},,\n"]).encode(), 0o644)


def add(archive: zipfile.ZipFile, entry: str, data: bytes, mode: int) -> None:
    info = zipfile.ZipInfo(entry, _TIME)
    info.external_attr = (0o100000 | mode) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


def platform_of(published: Path) -> str:
    """The tag of pip for a folder."""
    for ending, tag in PLATFORMS.items():
        if published.name.endswith(ending):
            return tag.format(glibc=glibc_of(published))
    raise SystemExit(f"{published} ends in no known platform; those are {', '.join(PLATFORMS)}")


def glibc_of(published: Path) -> int:
    """The newest glibc that a file which is needed asks for: 27 for 2.27."""
    found = [LEAST_GLIBC]
    for path in published.rglob("*"):
        if path.is_file() and path.name not in OPTIONAL:
            data = path.read_bytes()
            if data.startswith(b"\x7fELF"):
                found += [int(minor) for minor in re.findall(rb"\0GLIBC_2\.(\d+)(?=[\0.])", data)]
    return max(found)


if __name__ == "__main__":
    sys.exit(main())
