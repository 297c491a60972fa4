"""What the project says of itself is true: commands that the README names exist, links lead somewhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
PAGES = [PROJECT / "README.md", PROJECT / "README.zh-CN.md", *sorted((PROJECT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda p: p.name)
def test_named_commands_exist(page: Path) -> None:
    from pipeline.cli.main import _COMMANDS

    named = set(re.findall(r"^taizhang ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert named
    assert named <= set(_COMMANDS)


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda p: p.name)
def test_the_two_commands_come_first(page: Path) -> None:
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert lines[2].startswith("make demo")
    assert lines[3].startswith("make test")


def test_named_make_targets_exist() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for page in PAGES:
        for named in re.findall(r"`make ([a-z]+)`", page.read_text(encoding="utf-8")):
            assert named in targets, f"{page.name} names make {named}"


def test_the_version_is_one_and_has_its_changes() -> None:
    import tomllib

    from pipeline import __version__

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    released = re.findall(
        r"^## (\d+\.\d+\.\d+)", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert released[0] == __version__


def test_the_pictures_stand_near_the_top_and_are_small() -> None:
    for page in PAGES[:2]:
        lines = page.read_text(encoding="utf-8").splitlines()[:30]
        shown = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", "\n".join(lines))
        assert {Path(p).stem for p in shown} == {"county", "board", "receipt"}
        assert all(0 < (PROJECT / p).stat().st_size < 120_000 for p in shown)


def test_every_dependency_has_its_reason_and_every_reason_its_dependency() -> None:
    import tomllib

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[>=<\[]", d)[0].lower() for d in project["dependencies"]}
    page = (PROJECT / "docs" / "decisions" / "0001-dependencies.md").read_text(encoding="utf-8")
    explained = {name.lower() for name in re.findall(r"^\| ([A-Za-z][A-Za-z0-9-]*) \|", page, re.MULTILINE)}
    assert declared == explained - {"library"}


def test_the_workbooks_to_measure_on_are_ledgers_and_no_two_the_same(tmp_path: Path) -> None:
    from pipeline.form.files import read_file
    from tools.bench.workbooks import write_workbooks

    paths = write_workbooks(tmp_path / "workbooks", 20)
    contents = [path.read_bytes() for path in paths]
    assert len(set(contents)) == 20
    for path, content in zip(paths, contents, strict=True):
        assert read_file(content, path.name).ledgers, path.name


def test_every_folder_of_tests_is_a_package() -> None:
    """Two files of one name in folders that are no packages stop the collection, but only where both meet."""
    folders = {path.parent for path in (PROJECT / "tests").rglob("test_*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


_CODE = re.compile(r"(?<![A-Za-z0-9])[SCTFR](?:0[1-9]|1[0-9])(?![A-Za-z0-9])")


def _said(path: Path) -> list[tuple[int, str]]:
    """The texts of a module that are no docstrings, each with its line; of another file, its lines."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return list(enumerate(text.splitlines(), 1))
    tree = ast.parse(text)
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone
    ]


def test_no_room_names_a_code_but_checks() -> None:
    """Every other room asks for a trait (judging/checks/traits.py), so that a new check needs no change elsewhere."""
    rooms = [p for p in (PROJECT / "pipeline").rglob("*") if p.suffix in (".py", ".j2")]
    assert len(rooms) > 200
    checks = PROJECT / "pipeline" / "judging" / "checks"
    named = [
        f"{path.relative_to(PROJECT)}:{line} {text.strip()[:60]}"
        for path in rooms
        if checks not in path.parents
        for line, text in _said(path)
        if _CODE.search(text)
    ]
    assert named == []
