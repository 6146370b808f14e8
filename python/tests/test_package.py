"""The wheel and the source archive: built without network, valid, and installed into an empty environment."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from email.parser import Parser

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "python"))
import build_wheels  # noqa: E402


@pytest.fixture(scope="module")
def built(tmp_path_factory, tool):
    """Wheel and archive of a platform whose program runs the tool under test."""
    pytest.importorskip("setuptools", reason="setuptools is not installed")
    pytest.importorskip("wheel", reason="wheel is not installed")
    folder = tmp_path_factory.mktemp("wheels")
    published = folder / "heavytail-0.1.1-alpha.0.7-linux-x64"
    published.mkdir()
    program = published / "heavytail"
    program.write_text("#!/bin/sh\nexec " + " ".join(f"'{word}'" for word in tool) + ' "$@"\n')
    program.chmod(0o755)
    (published / "bom.cdx.json").write_text("{}")
    subprocess.run(
        [sys.executable, str(ROOT / "python" / "build_wheels.py"), "--version", "0.1.1-alpha.0.7"]
        + ["--out", str(folder / "dist"), str(published)],
        check=True,
        env=dict(os.environ, PIP_NO_INDEX="1"),
    )
    return folder / "dist"


def metadata(text: str):
    return Parser().parsestr(text)


def test_the_wheel_is_tagged_and_complete(built):
    (wheel,) = built.glob("*.whl")
    assert wheel.name == "heavytail-0.1.1a0.dev7-py3-none-manylinux_2_17_x86_64.whl"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for name in ("py.typed", "weightwatcher/__init__.py", "callbacks/lightning.py", "bin/bom.cdx.json"):
            assert f"heavytail/{name}" in names
        info = "heavytail-0.1.1a0.dev7.dist-info"
        assert f"{info}/LICENSE" in names or f"{info}/licenses/LICENSE" in names
        assert archive.getinfo("heavytail/bin/heavytail").external_attr >> 16 & 0o111
        text = archive.read(f"{info}/WHEEL").decode()
        assert "Root-Is-Purelib: false" in text and "Tag: py3-none-manylinux_2_17_x86_64" in text
        fields = metadata(archive.read(f"{info}/METADATA").decode())
        record = archive.read(f"{info}/RECORD").decode().splitlines()
        assert {line.rsplit(",", 2)[0] for line in record} == set(names)
    assert fields["Name"] == "heavytail" and fields["Version"] == "0.1.1a0.dev7"
    assert fields["Requires-Python"] == ">=3.9" and fields.get_all("Requires-Dist")[0] == "numpy"
    assert fields["Description-Content-Type"] == "text/markdown" and "import heavytail" in fields.get_payload()


def test_the_source_archive_has_sources_tests_and_license(built):
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert {"pyproject.toml", "LICENSE", "README.md", "PKG-INFO", "src/heavytail/_tool.py"} <= names
    assert {"tests/test_tool.py", "tests/support.py"} <= names
    assert not any("/bin/" in name for name in names)


def test_twine_finds_nothing(built):
    if subprocess.run([sys.executable, "-m", "twine", "--version"], capture_output=True).returncode != 0:
        pytest.skip("twine is not installed")
    files = [str(path) for path in built.iterdir()]
    run = subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *files], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_three_lines_analyze_a_file_in_a_fresh_environment_without_network(built, tmp_path, sample):
    try:
        venv.create(tmp_path / "env", with_pip=True, system_site_packages=True)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no environment can be made: {error}")
    python = tmp_path / "env" / "bin" / "python"
    environment = {name: value for name, value in os.environ.items() if name not in ("HEAVYTAIL_BIN", "PYTHONPATH")}
    (wheel,) = built.glob("*.whl")
    install = [str(python), "-m", "pip", "install", "--no-index", "--quiet", str(wheel)]
    subprocess.run(install, check=True, env=environment)
    lines = (
        "import heavytail\n"
        f"report = heavytail.analyze({str(sample)!r})\n"
        "print(len(report.layers), heavytail.__file__)"
    )
    said = subprocess.check_output([str(python), "-c", lines], env=environment, text=True, cwd=tmp_path)
    assert said.startswith("5 ") and str(tmp_path) in said
    command = tmp_path / "env" / "bin" / "heavytail"
    assert subprocess.check_output([str(command), "--version"], env=environment).startswith(b"heavytail ")


@pytest.mark.parametrize(
    "version, expected",
    [
        ("0.1.0", "0.1.0"),
        ("0.1.1-alpha.0.7", "0.1.1a0.dev7"),
        ("1.0.0-rc.1", "1.0.0rc1"),
        ("0.1.0-alpha.0", "0.1.0a0"),
        ("0.2.0+ab12", "0.2.0"),
    ],
)
def test_versions_of_nuget_become_those_of_python(version, expected):
    assert build_wheels.python_version(version) == expected


def test_the_tag_is_the_newest_glibc_that_a_file_asks_for(tmp_path):
    folder = tmp_path / "heavytail-1.0.0-linux-arm64"
    folder.mkdir()
    assert build_wheels.platform_of(folder) == "manylinux_2_17_aarch64"
    (folder / "lib.so").write_bytes(b"\x7fELF\0GLIBC_2.2.5\0GLIBC_2.27\0GLIBC_2.9\0")
    (folder / "text").write_bytes(b"\0GLIBC_2.99\0")
    (folder / "libe_sqlite3.so").write_bytes(b"\x7fELF\0GLIBC_2.34\0")
    assert build_wheels.platform_of(folder) == "manylinux_2_27_aarch64"
