# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""How many random mistakes in a package of the collection a unit test of that package notices.

    python scripts/mutation.py cloudvision --count 40 --seed 7

One mistake at a time is made in a file of plugins/plugin_utils/PACKAGE: another comparison, constant, boolean operator
or returned value, or a statement that is gone. Then tests/unit/plugins/PACKAGE runs until its first failure. Files are
written in place and put back; those with changes that are not committed are refused. Not a part of CI, since it takes
as long as so many test runs.
"""

from __future__ import annotations

import argparse
import ast
import copy
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ROOT / "plugins" / "plugin_utils"
TESTS = ROOT / "tests" / "unit" / "plugins"
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
#: A mutation that makes a test hang is noticed as well.
SECONDS = 300


@dataclass(frozen=True)
class Mutation:
    """A mistake: where it is, what it is, and the text of the file with it."""

    path: Path
    line: int
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.what}"


class _Places(ast.NodeVisitor):
    """The numbers of the nodes of a tree that can be mutated; annotations and docstrings cannot."""

    def __init__(self) -> None:
        self.found: list[ast.AST] = []

    def visit(self, node: ast.AST) -> None:
        if _kind(node):
            self.found.append(node)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not _is_docstring(node, child):
                    self.visit(child)


def _is_docstring(parent: ast.AST, child: ast.AST) -> bool:
    body = getattr(parent, "body", None)
    first = isinstance(body, list) and bool(body) and body[0] is child
    return first and isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)


def _kind(node: ast.AST) -> str:
    """What a mutation of a node is called; "" where there is none."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        return "comparison"
    if isinstance(node, ast.BoolOp):
        return "boolean operator"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return "negation"
    if isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float)):
        return "constant"
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        return "returned value"
    if isinstance(node, (ast.Expr, ast.AugAssign, ast.Raise, ast.Delete)):
        return "statement"
    return ""


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _mutated(node: ast.AST) -> ast.AST:
    """The node with a mistake."""
    other = copy.deepcopy(node)
    if isinstance(other, ast.Compare):
        other.ops[0] = COMPARISONS[type(other.ops[0])]()
    elif isinstance(other, ast.BoolOp):
        other.op = ast.Or() if isinstance(other.op, ast.And) else ast.And()
    elif isinstance(other, ast.UnaryOp):
        return other.operand
    elif isinstance(other, ast.Constant):
        other.value = not other.value if isinstance(other.value, bool) else other.value + 1  # type: ignore[operator]
    elif isinstance(other, ast.Return):
        other.value = ast.Constant(None)
    else:
        return ast.Pass()
    return other


class _Replace(ast.NodeTransformer):
    """Puts another node in the place of one."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self.new, node) if node is self.old else self.generic_visit(node)


def mutations(path: Path) -> Iterator[Mutation]:
    """Every mutation of a file."""
    source = path.read_text()
    places = _Places()
    places.visit(ast.parse(source))
    for number in range(len(places.found)):
        tree = ast.parse(source)
        again = _Places()
        again.visit(tree)
        node = again.found[number]
        shown = ast.unparse(node).splitlines()[0]
        new = _mutated(node)
        what = f"{_kind(node)}: {shown[:60]} -> {ast.unparse(new).splitlines()[0][:60]}"
        mutated = _Replace(node, ast.fix_missing_locations(new)).visit(tree)
        yield Mutation(path, node.lineno, what, ast.unparse(ast.fix_missing_locations(mutated)))  # type: ignore[attr-defined]


def fails(tests: Path) -> bool:
    """Whether a unit test fails."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", str(tests)]
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=SECONDS, check=False).returncode != 0
    except subprocess.TimeoutExpired:
        return True


def is_noticed(mutation: Mutation, tests: Path) -> bool:
    """Whether a unit test fails with a mutation."""
    original = mutation.path.read_text()
    try:
        mutation.path.write_text(mutation.text)
        return fails(tests)
    finally:
        mutation.path.write_text(original)


def _refuse_changed(files: list[Path]) -> None:
    names = [str(path.relative_to(ROOT)) for path in files]
    done = subprocess.run(
        ["git", "status", "--porcelain", "--", *names], cwd=ROOT, capture_output=True, text=True, check=True
    )
    if done.stdout:
        sys.exit(f"commit these first, since files are mutated in place:\n{done.stdout}")


def main() -> None:
    """Mutate, test, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", help="such as cloudvision or cloudvision/resources")
    parser.add_argument("--count", type=int, default=40, help="mutations to try (40)")
    parser.add_argument("--seed", type=int, default=None, help="for the same mutations again")
    options = parser.parse_args()
    folder, tests = PACKAGES / options.package, TESTS / options.package.split("/")[0]
    files = sorted(path for path in folder.rglob("*.py") if path.name != "__init__.py")
    _refuse_changed(files)
    if fails(tests):
        sys.exit(f"a test of {tests.relative_to(ROOT)} fails without any mutation.")
    every = [mutation for path in files for mutation in mutations(path)]
    chosen = random.Random(options.seed).sample(every, min(options.count, len(every)))
    missed = 0
    for place, mutation in enumerate(chosen, 1):
        noticed = is_noticed(mutation, tests)
        missed += not noticed
        print(f"{place}/{len(chosen)} {'noticed' if noticed else 'MISSED '} {mutation}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} mutations fail a unit test ({len(every)} possible).")


if __name__ == "__main__":
    main()
