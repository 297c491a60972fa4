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
