"""Print a sheet as a person does, and look at the paper with a camera: slanted, a little out of focus, in bad light."""

import subprocess
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageEnhance, ImageFilter

from tests.web.tools import chromium

A4 = (595, 842)
"""In points of 1/72 inch."""
_SCREEN = (794, 1123)
"""A4 at 96 dots an inch, as a browser lays it out."""


def _browser(folder: Path, *words: str) -> None:
    path = chromium()
    if path is None:
        pytest.skip("Not run: what a printed sheet looks like, for Chromium is missing.")
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
    done = subprocess.run(
        [path, *quiet, f"--user-data-dir={folder / 'browser'}", *words], capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]


def printed(sheet: Path, folder: Path) -> list[tuple[int, int]]:
    """Print a sheet; gives each page's size in points."""
    _browser(folder, "--no-pdf-header-footer", f"--print-to-pdf={folder / 'sheet.pdf'}", sheet.as_uri())
    with pikepdf.open(folder / "sheet.pdf") as paper:
        return [(round(float(page.mediabox[2])), round(float(page.mediabox[3]))) for page in paper.pages]


def seen(sheet: Path, folder: Path) -> list[str]:
    """Photograph a sheet; gives the texts of the pictures on it that a camera can read."""
    size = ",".join(map(str, _SCREEN))
    shot = folder / "sheet.png"
    _browser(folder, f"--window-size={size}", "--force-device-scale-factor=2", f"--screenshot={shot}", sheet.as_uri())
    with Image.open(shot) as picture:
        paper = picture.convert("L").rotate(5, expand=True, fillcolor=200).filter(ImageFilter.GaussianBlur(1.5))
        return [one.text for one in zxingcpp.read_barcodes(ImageEnhance.Contrast(paper).enhance(0.4))]
