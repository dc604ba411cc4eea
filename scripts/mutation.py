# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""How many random mistakes in a package of the collection a unit test of that package notices.

    python scripts/mutation.py cloudvision --count 40 --seed 7
    python scripts/mutation.py cloudvision/connect/tls.py --all

One mistake at a time is made in a file of plugins/plugin_utils/PACKAGE: another comparison, constant, boolean operator
or returned value, or a statement that is gone. Then the tests of the same file run, and where they notice nothing, all
of tests/unit/plugins/PACKAGE until the first failure. Mistakes are made in a copy of the project, and each test run is
a fork, so that libraries are imported once. Not a part of CI, since it takes as long as so many test runs.

Mistakes that change nothing are not made: in annotations, docstrings, decorators, bodies of protocols, methods that a
subclass defines, and blocks for type checkers. `return True` becomes `return False`, since None would count as false as
well. A number with a name of its own (`LIMIT: t.Final = 1024`) becomes 0 and not 1025, which is as good a limit.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import typing as t
from dataclasses import dataclass
from pathlib import Path

from tree import copy_project

PACKAGES = Path("plugins", "plugin_utils")
TESTS = Path("tests", "unit", "plugins")
#: Unit tests of what keeps secrets; those that bear the name of a file are its tests as well.
SECURITY = Path("tests", "security")
#: Tables, and the file whose tests are those of the table.
TABLE_OF = {"secret_forms.py": "masking.py"}
#: Libraries of the plugins and their tests that take long to import.
LIBRARIES = ("pytest", "cryptography.x509", "grpc", "google.protobuf.message_factory", "jmespath", "requests", "yaml")
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
#: Seconds of the processor for one run of tests: a mutation that makes a test loop is noticed as well. One that makes a
#: test wait is noticed after so many seconds of the clock, since a busy machine needs more of those.
SECONDS, WAITING = 120, 900


@dataclass(frozen=True)
class Mutation:
    """A mistake: where it is, what it is, and the text of the file with it."""

    path: Path
    line: int
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


class _Places(ast.NodeVisitor):
    """The numbers of the nodes of a tree that can be mutated; annotations, docstrings and decorators cannot."""

    def __init__(self) -> None:
        self.found: list[ast.AST] = []

    def visit(self, node: ast.AST) -> None:
        if _kind(node):
            self.found.append(node)
        if _kind(node) == "named number":
            return
        for name, value in ast.iter_fields(node):
            if name == "body" and _is_for_type_checkers(node):
                continue
            if name in ("annotation", "returns", "decorator_list"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    self.visit(child)


def _is_for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _is_constant(node: ast.AST | None) -> bool:
    """True for a docstring and for `...` as well."""
    return isinstance(node, ast.Constant)


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
    if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Constant | ast.BinOp) and _is_number(node.value):
        return "named number" if ast.unparse(node.annotation).endswith("Final") else ""
    if isinstance(node, ast.Return) and node.value is not None and not _returns_constant(node):
        return "returned value"
    if isinstance(node, ast.Expr) and _is_constant(node.value):
        return ""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name) and node.exc.id == "NotImplementedError":
        return ""
    if isinstance(node, (ast.Expr, ast.AugAssign, ast.Raise, ast.Delete)):
        return "statement"
    return ""


def _returns_constant(node: ast.Return) -> bool:
    """True where there is nothing to mutate (None), or the constant is a place of its own."""
    return isinstance(node.value, ast.Constant) and (node.value.value is None or isinstance(node.value.value, bool))


def _is_number(node: ast.AST) -> bool:
    """A number, or a product of numbers."""
    if isinstance(node, ast.BinOp):
        return _is_number(node.left) and _is_number(node.right)
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


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
    elif isinstance(other, ast.AnnAssign):
        other.value = ast.Constant(0)
    else:
        return ast.Pass()
    return other


class _Replace(ast.NodeTransformer):
    """Puts another node in the place of one."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self.new, node) if node is self.old else self.generic_visit(node)


def places(path: Path) -> list[tuple[Path, int]]:
    """Every place of a file that can be mutated, by its number."""
    found = _Places()
    found.visit(ast.parse(path.read_text()))
    return [(path, number) for number in range(len(found.found))]


def mutation_at(path: Path, number: int) -> Mutation:
    """The mutation of a place."""
    tree, found = ast.parse(path.read_text()), _Places()
    found.visit(tree)
    node: t.Any = found.found[number]
    shown = ast.unparse(node).splitlines()[0]
    new = ast.fix_missing_locations(_mutated(node))
    what = f"{_kind(node)}: {shown[:60]} -> {ast.unparse(new).splitlines()[0][:60]}"
    mutated = _Replace(node, new).visit(tree)
    return Mutation(path, node.lineno, what, ast.unparse(ast.fix_missing_locations(mutated)))


def tests_of(path: Path) -> list[str]:
    """The unit tests of a package's file or folder, the nearest ones first."""
    inner = path.relative_to(PACKAGES)
    own = f"test_{TABLE_OF.get(inner.name, inner.name)}"
    near = [TESTS / inner.parent / own, SECURITY / own, TESTS / inner.parent, TESTS / inner.parts[0]]
    return [str(one) for one in dict.fromkeys(near) if one.exists() and one != TESTS]


def nearest_tests(path: Path) -> list[str]:
    """The unit tests that bear the name of a file, or else those of its folder."""
    found = tests_of(path)
    return [one for one in found if one.endswith(".py")] or found[:1]


def fails(tests: list[str], seconds: int | None = SECONDS) -> bool:
    """Whether a test fails, in a process of its own; a run that takes longer counts as a failure."""
    process = multiprocessing.get_context("fork").Process(target=_test, args=(tests, seconds))
    process.start()
    process.join(WAITING)
    process.kill()
    process.join()
    return process.exitcode != 0


def _test(tests: list[str], seconds: int | None) -> None:
    import pytest

    if seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    nothing = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nothing, descriptor)
    sys.dont_write_bytecode = True
    sys.exit(pytest.main(["-q", "-x", "--no-header", *tests]))


def is_noticed(mutation: Mutation) -> bool:
    """Whether a unit test fails with a mutation."""
    original = mutation.path.read_text()
    try:
        mutation.path.write_text(mutation.text)
        return fails(nearest_tests(mutation.path)) or fails(tests_of(mutation.path))
    finally:
        mutation.path.write_text(original)


def _report(folder: Path, count: int | None, seed: int | None) -> None:
    """Mutate, test, and print the results."""
    files = [folder] if folder.suffix else sorted(path for path in folder.rglob("*.py") if path.name != "__init__.py")
    tests = tests_of(folder)
    if fails(tests, None):
        sys.exit(f"a test of {' '.join(tests)} fails without any mutation.")
    every = [place for path in files for place in places(path)]
    chosen = every if count is None else random.Random(seed).sample(every, min(count, len(every)))
    missed = 0
    for number, place in enumerate(chosen, 1):
        mutation = mutation_at(*place)
        noticed = is_noticed(mutation)
        missed += not noticed
        print(f"{number}/{len(chosen)} {'noticed' if noticed else 'MISSED '} {mutation}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} mutations fail a unit test ({len(every)} possible).")


def main() -> None:
    """Read the command line, and work in a copy of the project."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", help="such as cloudvision, cloudvision/resources or cloudvision/connect/tls.py")
    parser.add_argument("--count", type=int, default=40, help="mutations to try (40)")
    parser.add_argument("--all", action="store_true", help="try every mutation")
    parser.add_argument("--seed", type=int, default=None, help="for the same mutations again")
    options = parser.parse_args()
    for name in LIBRARIES:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory(prefix="aerie-mutation-") as folder:
        copied = Path(folder, "project")
        copy_project(copied)
        with contextlib.chdir(copied):
            _report(PACKAGES / options.package, None if options.all else options.count, options.seed)


if __name__ == "__main__":
    main()
