"""A unit's folder of receipts: made with the rights that the county has set for it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pipeline.flow.installation import Installation


def receipt_folder(installation: Installation, unit: str | None) -> Path:
    """Give the folder for a unit's receipts, making it where it is not there yet.

    One that is there keeps its rights, whoever set them. Rights that cannot be set are noted; the receipt is written
    all the same.
    """
    folder = installation.receipt_folder(unit)
    if folder.is_dir():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    rights = installation.rights
    try:
        group = rights.groups.get(unit or "", rights.center)
        if group and os.name != "nt":
            shutil.chown(folder, group=group)
        if rights.mode is not None:
            folder.chmod(rights.mode)
    except (OSError, LookupError) as refused:
        installation.register.note(installation.clock(), "rights_refused", folder.name, str(refused))
    return folder
