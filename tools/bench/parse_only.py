"""The limit: python-calamine reads every sheet of every workbook, and nothing else is done."""

import sys

from python_calamine import CalamineWorkbook


def main(paths: list[str]) -> None:
    rows = 0
    for path in paths:
        with open(path, "rb") as stream:  # noqa: PTH123 (as short as a user would write it)
            book = CalamineWorkbook.from_filelike(stream)
            for name in book.sheet_names:
                rows += len(book.get_sheet_by_name(name).to_python())
    print(rows)


main(sys.argv[1:])
