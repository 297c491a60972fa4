"""Addresses of cells, as every spreadsheet program writes them; rows and columns are 1-based."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1024)
def column_letter(column: int) -> str:
    """Give the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    """Give the number of a column's letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """Give the address of a cell, such as D12."""
    return f"{column_letter(column)}{row}"


def cell_of(reference: str) -> tuple[int, int]:
    """Give row and column of an address such as D12."""
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), column_number(letters)
