#!/usr/bin/env python3
"""Writes what a published tool is made of: a bill of materials in CycloneDX, and the licenses of its parts.

    python3 eng/bill_of_materials.py BUILD VERSION PLATFORM FOLDER

BUILD is the folder of a build by `eng/publish`. Packages, versions and hashes are those of its lock files and of the
runtime pack; licenses are those that the packages declare and carry.
"""

from __future__ import annotations

import base64
import json
import sys
import xml.etree.ElementTree as xml
from pathlib import Path
from typing import Any, Dict, Iterator, Optional, Tuple

_LICENSE_NAMES = ("license", "licence", "notice", "third-party", "thirdparty", "copying", "ofl")


def main() -> int:
    build, version, platform, folder = Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])
    assets = json.loads(next(iter(sorted(build.rglob("Heavytail.Cli/project.assets.json")))).read_text())
    components = []
    for name, number, digest in sorted(packages(assets, platform)):
        place = place_of(assets, name, number)
        if place is None:
            raise SystemExit(f"{name} {number} is in no folder of NuGet")
        components.append(component(name, number, digest, place))
        copy_licenses(name, number, place, folder / "licenses")
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "heavytail",
                "version": version,
                "licenses": [{"license": {"id": "MIT"}}],
                "properties": [{"name": "platform", "value": platform}],
            }
        },
        "components": components,
    }
    (folder / "bom.cdx.json").write_text(json.dumps(bill, indent=2) + "\n")
    return 0


def packages(assets: Dict[str, Any], platform: str) -> Iterator[Tuple[str, str, Optional[str]]]:
    """Name, version and SHA-512 of each package whose files are in the program."""
    targets = assets["targets"]
    target = next(value for key, value in targets.items() if key.endswith(f"/{platform}"))
    for key, entry in target.items():
        name, number = key.split("/")
        library = assets["libraries"][key]
        files = [path for kind in ("runtime", "native", "runtimeTargets") for path in entry.get(kind, {})]
        ships = any(not path.endswith("/_._") for path in files)
        if library["type"] == "package" and ships:
            yield name, number, library.get("sha512")
    for framework in assets["project"]["frameworks"].values():
        for pack in framework.get("downloadDependencies", []):
            if pack["name"].startswith(("Microsoft.NETCore.App.Runtime", "Microsoft.NETCore.App.Host")):
                number = pack["version"].strip("[]").split(",")[0].strip()
                yield pack["name"], number, None
    plotly = next((key for key in assets["libraries"] if key.startswith("Plotly.NET/")), None)
    if plotly is not None:
        yield (*plotly.split("/"), assets["libraries"][plotly].get("sha512"))  # type: ignore[misc]


def place_of(assets: Dict[str, Any], name: str, number: str) -> Optional[Path]:
    for folder in assets["packageFolders"]:
        place = Path(folder) / name.lower() / number.lower()
        if place.is_dir():
            return place
    return None


def component(name: str, number: str, digest: Optional[str], place: Path) -> Dict[str, Any]:
    made: Dict[str, Any] = {
        "type": "library",
        "name": name,
        "version": number,
        "purl": f"pkg:nuget/{name}@{number}",
        "licenses": [license_of(place)],
    }
    digest = digest or sha512_of(place)
    if digest:
        made["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
    return made


def sha512_of(place: Path) -> Optional[str]:
    found = next(iter(place.glob("*.nupkg.sha512")), None)
    return found.read_text().strip() if found else None


def license_of(place: Path) -> Dict[str, Any]:
    """What the package declares: an expression of SPDX, a file in it, or an address."""
    root = xml.parse(next(place.glob("*.nuspec"))).getroot()
    values = {element.tag.rpartition("}")[2]: element for element in root.iter()}
    declared = values.get("license")
    if declared is not None and declared.get("type") == "expression":
        return {"expression": declared.text}
    if declared is not None:
        return {"license": {"name": f"in the package, as {declared.text}"}}
    address = values.get("licenseUrl")
    if address is not None:
        return {"license": {"name": "see the address", "url": address.text}}
    return {"license": {"name": "not declared"}}


def copy_licenses(name: str, number: str, place: Path, target: Path) -> None:
    """The texts that the package carries."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(place.iterdir()):
        is_text = path.is_file() and path.suffix.lower() in ("", ".txt", ".md")
        if is_text and any(word in path.name.lower() for word in _LICENSE_NAMES):
            (target / f"{name}-{number}-{path.name}").write_bytes(path.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
