"""Small figures for the table of a notebook, and images that the tool draws."""

from __future__ import annotations

import base64
import html
import os
from typing import Any, Dict, Optional, Tuple

import numpy as np

from ._errors import HeavytailError

WIDTH = 120
HEIGHT = 32
BINS = 40

#: Colors of the tail and of the rest that stand out, in this order, on white and on black.
TAIL = "#d55e00"
REST = "#8c9bab"

#: The tool's PNG has so many pixels to the inch, and a page so many.
PIXELS_PER_INCH = 300
PAGE_PIXELS_PER_INCH = 96


def density(eigenvalues: "np.ndarray[Any, Any]", xmin: Optional[float]) -> str:
    """The density of the eigenvalues above zero on a logarithmic axis, as SVG; from ``xmin`` on in another color."""
    values = eigenvalues[np.isfinite(eigenvalues) & (eigenvalues > 0)]
    if values.size < 2:
        return ""
    logs = np.log10(values)
    # Zeros to the precision of the type would take most of the axis.
    low, high = max(float(logs.min()), float(logs.max()) - 6), float(logs.max())
    if high <= low:
        return ""
    counts, _ = np.histogram(logs, bins=BINS, range=(low, high))
    top, step = int(counts.max()), WIDTH / BINS
    tail = BINS if xmin is None or xmin <= 0 else (float(np.log10(xmin)) - low) / (high - low) * BINS
    bars = []
    for index, count in enumerate(counts):
        if count:
            height = HEIGHT * count / top
            color = TAIL if index + 0.5 >= tail else REST
            bars.append(
                f'<rect x="{index * step:.1f}" y="{HEIGHT - height:.1f}" width="{step - 0.4:.1f}" '
                f'height="{height:.1f}" fill="{color}"/>'
            )
    title = f"density of {values.size} eigenvalues, log10 from {low:.2f} to {high:.2f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" role="img">'
        f"<title>{title}</title>{''.join(bars)}</svg>"
    )


class Plot:
    """A figure that the tool has drawn. A notebook shows it; ``save`` writes it; ``data`` has its bytes."""

    def __init__(self, data: bytes, format: str, title: str, in_inches: bool = True) -> None:
        self.data = data
        self.format = format
        self.title = title
        self.in_inches = in_inches

    def save(self, path: Any) -> None:
        """Writes the image to a file, whose name ends as its format does."""
        ending = os.path.splitext(os.fspath(path))[1].lower()
        if ending not in ("", f".{self.format}"):
            drawn = ending in (".svg", ".png")
            hint = f'plot with format="{ending[1:]}"' if drawn else "figures are svg or png: name the file so"
            raise HeavytailError(f"the figure is {self.format}, and `{path}` ends in {ending}", hint)
        with open(path, "wb") as file:
            file.write(self.data)

    def _repr_html_(self) -> Optional[str]:
        # As an image: the ids of two figures in one page would be taken for each other's, and some pages leave out SVG.
        if self.format != "svg":
            return None
        data = base64.b64encode(self.data).decode("ascii")
        return f'<img src="data:image/svg+xml;base64,{data}" alt="{html.escape(self.title)}">'

    def _repr_svg_(self) -> Optional[str]:
        return self.data.decode("utf-8") if self.format == "svg" else None

    def _repr_png_(self) -> Optional[Tuple[str, Dict[str, int]]]:
        if self.format != "png":
            return None
        width = int.from_bytes(self.data[16:20], "big")
        if self.in_inches:
            width = width * PAGE_PIXELS_PER_INCH // PIXELS_PER_INCH
        return base64.b64encode(self.data).decode("ascii"), {"width": width}

    def __repr__(self) -> str:
        return f"<{self.title}, {self.format}, {len(self.data)} bytes>"
