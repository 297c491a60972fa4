"""Raw access to a rules folder: CSV tables with line numbers, plan.toml, and the problems found in them."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pipeline.model.io_faults import io_fault

PLAN_FILE = "plan.toml"


@dataclass(frozen=True, slots=True)
class RulesProblem:
    """One fault of a rules folder: the file, its 1-based line (None: the file as a whole), what and what to do.

    ``message`` and ``advice`` are in Chinese. With ``fatal`` false the folder can still be used.
    """

    file: str
    line: int | None
    message: str
    advice: str
    fatal: bool = True

    def __str__(self) -> str:
        """Say it in one line, as the terminal shows it."""
        place = f"{self.file} 第{self.line}行" if self.line else self.file
        return f"{place}：{self.message}{self.advice}"


class RulesError(Exception):
    """A rules folder cannot be used. ``problems`` says why, the fatal ones first."""

    def __init__(self, folder: Path, problems: Sequence[RulesProblem]) -> None:
        self.folder = folder
        self.problems = tuple(sorted(problems, key=lambda p: not p.fatal))
        lines = "\n".join(f"  {p}" for p in self.problems)
        super().__init__(f"方案数据“{folder.name}”有误，请改正后重试：\n{lines}")


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a CSV table. ``line`` is the 1-based line of the file on which the record begins."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Give a cell without the blanks around it; "" for an optional column that is absent."""
        return self.cells.get(column, "").strip()


@dataclass
class RulesFolder:
    """A rules folder being read; collects the problems on the way."""

    path: Path
    problems: list[RulesProblem] = field(default_factory=list)

    def report(self, file: str, line: int | None, message: str, advice: str, *, fatal: bool = True) -> None:
        """Note a problem and go on reading, so that one run shows all of them."""
        self.problems.append(RulesProblem(file, line, message, advice, fatal))

    @property
    def broken(self) -> bool:
        """Whether a problem was found that forbids using the folder."""
        return any(p.fatal for p in self.problems)

    def files(self, pattern: str) -> tuple[Path, ...]:
        """Files whose path within the folder fits a glob pattern, by name; an editor's lock files are left out."""
        return tuple(sorted(p for p in self.path.glob(pattern) if p.is_file() and not p.name.startswith(("~$", "."))))

    def name_of(self, path: Path) -> str:
        """Give the name under which a file of the folder is read and reported: its path within it."""
        return path.relative_to(self.path).as_posix()

    def fingerprint(self, holidays: Mapping[date, bool] = MappingProxyType({})) -> str:
        """Hash the name and bytes of every .toml and .csv file, so that any change of the rules shows.

        The holidays of the notices beside the folder are rules as well.
        """
        digest = hashlib.sha256()
        for path in sorted((*self.files("*.toml"), *self.files("*.csv"), *self.files("teaching/*.csv"))):
            content = path.read_bytes()
            digest.update(f"{self.name_of(path)}\0{len(content)}\0".encode())
            digest.update(content)
        for day, worked in sorted(holidays.items()):
            digest.update(f"\0{day}{worked:d}".encode())
        return digest.hexdigest()

    def text(self, name: str) -> str | None:
        """Decode a file; None (and a problem) where it is absent or its encoding cannot be told."""
        try:
            data = (self.path / name).read_bytes()
        except FileNotFoundError:
            self.report(name, None, "缺少该文件。", "请从备份或程序自带的方案数据中复制一份。")
            return None
        except OSError as error:
            self.report(name, None, f"文件无法打开（{io_fault(error)}）。", "请检查文件是否被占用、有无读取权限。")
            return None
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data:
            self.report(
                name, None, "文件编码不是UTF-8。", "请另存为“CSV UTF-8（逗号分隔）”格式；记事本中编码选UTF-8。"
            )
            return None
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            self.report(
                name,
                line,
                "有无法识别的字符，文件可能已损坏。",
                "请用备份恢复，或另存为“CSV UTF-8（逗号分隔）”格式。",
            )
            return None
        # Excel on Chinese Windows saves plain "CSV" as GBK; what it cannot write there it has already lost.
        self.report(
            name,
            None,
            "文件以GBK编码保存，已按GBK读取。",
            "建议另存为“CSV UTF-8（逗号分隔）”格式，以免生僻字丢失。",
            fatal=False,
        )
        return text

    def table(
        self,
        name: str,
        columns: Sequence[str],
        optional: Sequence[str] = (),
        *,
        also: Mapping[str, str] = MappingProxyType({}),
    ) -> list[Record] | None:
        """Read a CSV table with the named columns; None where it cannot be read at all.

        ``also`` maps other headings, written without blanks, to the columns that they mean.

        Blank lines are passed over. A record with more cells than the heading is a problem, since an unquoted
        comma has most likely torn a text apart.
        """
        text = self.text(name)
        if text is None:
            return None
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows: list[Record] = []
        heading: list[str] | None = None
        last = 0
        try:
            for cells in reader:
                line, last = last + 1, reader.line_num
                if not any(cell.strip() for cell in cells):
                    continue
                if heading is None:
                    heading = [also.get("".join(cell.split()), cell.strip()) for cell in cells]
                    if not self._heading_fits(name, line, heading, columns, optional):
                        return None
                    continue
                if any(cell.strip() for cell in cells[len(heading) :]):
                    self.report(
                        name,
                        line,
                        f"本行有{len(cells)}栏，多于表头的{len(heading)}栏。",
                        "内容中含有逗号时，请用英文双引号将该栏括起来，或用Excel编辑。",
                    )
                    continue
                rows.append(Record(name, line, dict(zip(heading, cells, strict=False))))
        except csv.Error:
            self.report(name, reader.line_num, "双引号不成对，表格无法读取。", "请检查该行前后的英文双引号是否成对。")
            return None
        if heading is None:
            self.report(name, None, "文件为空。", "请从备份或程序自带的方案数据中恢复。")
            return None
        return rows

    def _heading_fits(
        self, name: str, line: int, heading: Sequence[str], columns: Sequence[str], optional: Sequence[str]
    ) -> bool:
        missing = [c for c in columns if c not in heading]
        doubled = sorted({c for c in heading if c and heading.count(c) > 1})
        if missing:
            self.report(
                name,
                line,
                f"表头缺少栏目：{'、'.join(missing)}。",
                f"第一行应为：{','.join((*columns, *optional))}。各栏之间用英文逗号分隔。",
            )
        if doubled:
            self.report(name, line, f"表头栏目重复：{'、'.join(doubled)}。", "请删去重复的栏目。")
        return not missing and not doubled

    def toml(self, name: str = PLAN_FILE) -> Mapping[str, object] | None:
        """Read plan.toml; None (and a problem with its line) where it is not valid TOML."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return tomllib.loads(text.replace("\r\n", "\n"))
        except tomllib.TOMLDecodeError as error:
            # tomllib names the place only in its message: "... (at line 3, column 7)" or "(at end of document)".
            place = re.search(r"at line (\d+)", str(error))
            self.report(
                name,
                int(place[1]) if place else text.count("\n") + 1,
                "内容不合TOML格式，无法读取。",
                "请检查该行的引号、等号和方括号，同一项不能写两次；文字须用英文双引号括起来，日期写作2022-05-20。",
            )
            return None
