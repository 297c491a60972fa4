"""Takes the pictures of the README and the manuals from a demo: county workbook, status page, receipt, template.

``python -m tools.pictures DEMO`` after ``taizhang demo DEMO``. Needs LibreOffice, Chromium and poppler; Pillow comes
with the tools for developing.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
_WIDTH = 900
_COLOURS = 48


def of_workbook(path: Path, place: Path, page: int = 1) -> Path:
    """Give the picture of a printed page of a workbook."""
    profile = f"-env:UserInstallation=file://{place}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(place), str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300)
    pdf = place / f"{path.stem}.pdf"
    out = place / f"{path.stem}-{page}"
    pages = ["-f", str(page), "-l", str(page), "-r", "110", "-png", "-singlefile"]
    subprocess.run(["pdftoppm", *pages, str(pdf), str(out)], check=True, timeout=120)
    return out.with_name(f"{out.name}.png")


def of_page(path: Path, place: Path, height: int) -> Path:
    """Give the picture of a page as a browser shows it."""
    out = place / f"{path.stem}.png"
    browser = next(b for b in ("chromium", "chromium-browser", "google-chrome") if shutil.which(b))
    flags = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size=1200,{height}"]
    command = [browser, *flags, f"--user-data-dir={place}/browser", f"--screenshot={out}", path.resolve().as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out


def keep(picture: Path, name: str, share: float = 1.0) -> None:
    """Keep the upper ``share`` of a picture, small: few colours, as wide as a page shows it."""
    with Image.open(picture) as opened:
        image = opened.convert("RGB").crop((0, 0, opened.width, int(opened.height * share)))
        image = image.resize((_WIDTH, round(image.height * _WIDTH / image.width)), Image.Resampling.LANCZOS)
        PICTURES.mkdir(parents=True, exist_ok=True)
        target = PICTURES / f"{name}.png"
        image.quantize(_COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target.name}: {target.stat().st_size // 1024} KB")


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("demo", type=Path)
    outbox = parser.parse_args().demo / "outbox"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (county,) = (outbox / "汇总").glob("*汇总.xlsx")
        keep(of_workbook(county, place), "county")
        keep(of_page(outbox / "看板" / "index.html", place, 900), "board")
        receipt = max((outbox / "回执").rglob("*-回执.xlsx"), key=lambda p: p.stat().st_size)
        keep(of_workbook(receipt, place), "receipt")
        keep(of_page(receipt.with_suffix(".html"), place, 1000), "receipt-page")
    return 0


if __name__ == "__main__":
    sys.exit(main())
