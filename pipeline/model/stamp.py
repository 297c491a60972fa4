"""What our own workbooks are stamped with: custom properties of the file, which survive renaming and most saving."""

from __future__ import annotations

from typing import Final

PREFIX: Final = "taizhang."
PLAN: Final = "taizhang.plan"
TEMPLATE_VERSION: Final = "taizhang.template_version"
UNIT: Final = "taizhang.unit"
KIND: Final = "taizhang.kind"
AS_OF: Final = "taizhang.as_of"
COUNTY_WORKBOOK: Final = "county_workbook"
"""The value of KIND in a county workbook."""
SEAL: Final = "taizhang.seal"
"""By what an installation knows its own county workbooks again: the plan, the issue, and a code over both that only
its register can make. It lies in properties and names of the whole workbook, which a copied sheet leaves behind."""
SEAL_NAME: Final = "taizhang_seal"
"""The defined name that holds the seal as well: not every program keeps custom properties."""
