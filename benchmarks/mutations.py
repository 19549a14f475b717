"""How many faults put into the rules, the schemas' evaluation and the fixing the tests notice.

    python -m pip install -e '.[completion,crypto,server,watch]' --group dev 'mutmut==3.8.1'
    python benchmarks/mutations.py                    # everything: more than an hour on two cores
    python benchmarks/mutations.py rules.permissions  # what begins so

mutmut makes the faults, one each; mypy refuses some, and the tests that belong to the module are to notice the others.
mutmut's own run would judge a fault by every test that calls the function, which for a rule is nearly all of them: days.
It all happens in a copy, `build/mutations`; what was judged there is not judged again until its function changes.
"""

from __future__ import annotations

import argparse
import ast
import collections
import difflib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
COPY = ROOT / "build" / "mutations"
MUTANTS = COPY / "mutants"
CONFIG = """
[tool.mutmut]
source_paths = ["umapi_lint"]
only_mutate = ["umapi_lint/schema/evaluator.py", "umapi_lint/schema/schemas.py", "umapi_lint/rules/*", "umapi_lint/edits/*", "umapi_lint/fix/*", "umapi_lint/engine/fixes.py", "umapi_lint/document/atomic_write.py"]
also_copy = ["schemas"]
type_check_command = ["python", "-m", "mypy", "--strict", "--no-warn-unused-ignores", "umapi_lint", "--output", "json"]
"""

OTHERS = {
    "schema.schemas": "schema/test_validate",
    "rules._suggestions": "rules/test_suggestions rules/test_unknown_keys",
    "rules.conflicts": "rules/test_traps",
    "rules.declared": "rules/test_traps linting/test_deployment",
    "rules.deployment": "linting/test_deployment linting/test_overlays",
    "rules.files": "rules/test_traps rules/test_private_key linting/test_deployment",
    "rules.ignores": "policy/test_suppressions",
    "rules.kinds_of_value": "rules/test_traps",
    "rules.misplaced_secrets": "rules/test_suggestions",
    "rules.missing": "rules/test_obsolete linting/test_deployment",
    "rules.obsolete": "rules/test_traps",
    "rules.private_key": "rules/test_key_encoding",
    "rules.secrets": "secrets/test_lengths",
    "rules.unknown_keys": "rules/test_traps rules/test_suggestions",
    "rules.values": "rules/test_traps",
}
"""The tests of a module in addition to those of its own name: files and folders below `tests`."""

LEFT_OUT = (
    "a_kill", "real_hook",  # start processes, which run the package as it is
    "an_interruption_", "nobody_else_can_read", "could_not_be_put_back", "cannot_be_put_back",  # wait for a function by its name
    "hundred_thousand", "full_of_fixes", "whatever_the_flaws",  # slow
)  # fmt: skip
"""Parts of the names of tests that judge no fault."""

NOTICED, LEFT, TIMEOUT, REFUSED_BY_MYPY = 1, 0, 36, 37  # mutmut's own numbers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "prefixes", metavar="MODULE", nargs="*", default=[""], help="what the module's name begins with"
    )
    parser.add_argument("--again", action="store_true", help="judge those once more that the tests did not notice")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    wanted = tuple(f"umapi_lint.{prefix}" for prefix in options.prefixes)
    prepare()
    judge(wanted, options.jobs, options.again)
    report(wanted)
    return 0


# --- making them


def prepare() -> None:
    """Bring the copy up to date and have mutmut write the mutants, in a process of its own: it changes `sys.path`."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for folder in ("umapi_lint", "schemas", "tests"):
        shutil.rmtree(COPY / folder, ignore_errors=True)
    for name in files.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, COPY / name)
    with (COPY / "pyproject.toml").open("a") as config:
        config.write(CONFIG)
    subprocess.run([sys.executable, "-c", _MAKE], cwd=COPY, check=True)


_MAKE = """
import json, pathlib
from mutmut import __main__ as mutmut
from mutmut.mutation.file_mutation import filter_mutants_with_type_checker
from mutmut.mutation.trampoline import set_mutant_under_test
set_mutant_under_test("mutant_generation")
pathlib.Path("mutants").mkdir(exist_ok=True)
mutmut.copy_src_dir(); mutmut.copy_also_copy_files(); mutmut.setup_source_paths(); mutmut.store_lines_covered_by_tests()
mutmut.create_mutants(2)
refused = filter_mutants_with_type_checker()
for path in pathlib.Path("mutants").rglob("*.py.meta"):
    content = json.loads(path.read_text())
    content["exit_code_by_key"].update({key: 37 for key in content["exit_code_by_key"] if key in refused})
    path.write_text(json.dumps(content, indent=4))
"""


def verdicts() -> Iterator[tuple[Path, str, dict[str, int | None]]]:
    """Each module's file of verdicts, its dotted name, and the verdicts by mutant."""
    for path in sorted(MUTANTS.glob("umapi_lint/**/*.py.meta")):
        name = path.relative_to(MUTANTS).as_posix().removesuffix(".py.meta").replace("/", ".")
        yield path, name, json.loads(path.read_text())["exit_code_by_key"]


# --- judging them


def tests_of(module: str) -> list[str]:
    """Paths of the tests that belong to a module."""
    name = module.removeprefix("umapi_lint.")
    *folder, last = name.split(".")
    own = "/".join([*folder, f"test_{last}"])
    examples = ["rules/test_examples"] if folder == ["rules"] else []
    around = ["fix"] if folder == ["fix"] and last not in ("diff", "writing", "modeline") else []
    stems = dict.fromkeys([own, *OTHERS.get(name, "").split(), *examples, *around])
    paths = (ROOT / "tests" / stem for stem in stems)
    return [
        str(path if path.is_dir() else f"{path}.py") for path in paths if path.is_dir() or Path(f"{path}.py").exists()
    ]


class Selection:
    """A plugin of pytest: of the examples only those of the module's rules, and nothing of what is left out."""

    def __init__(self, rules: set[str]) -> None:
        self.rules = rules

    def pytest_collection_modifyitems(self, items: list) -> None:
        items[:] = [item for item in items if self.takes(item.nodeid, item.name)]

    def takes(self, node: str, name: str) -> bool:
        if any(part in name for part in LEFT_OUT):
            return False
        return "test_examples" not in node or "[" not in name or name.split("[")[1].rstrip("]") in self.rules


def start(mutant: str, module: str, rules: set[str]) -> int:
    """The tests of a module against one mutant in a process of its own; returns its number."""
    process = os.fork()
    if process:
        return process
    os.setsid()
    os.environ["MUTANT_UNDER_TEST"] = mutant
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    import pytest

    folder = Path(tempfile.mkdtemp())  # not in the checkout, where git ignores what is in `build`
    flags = ["-x", "-q", "-n0", "-p", "no:cacheprovider", f"--rootdir={ROOT}", f"--basetemp={folder}"]
    code = 1
    try:
        code = int(pytest.main([*flags, *tests_of(module)], plugins=[Selection(rules)]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0 if code == 0 else 1)


def judge(wanted: tuple[str, ...], jobs: int, again: bool) -> None:
    """Give every mutant its verdict, and keep the verdicts where mutmut keeps them."""
    os.chdir(ROOT)
    sys.path[0] = str(MUTANTS)  # before the package that is installed
    os.environ["MUTANT_UNDER_TEST"] = "none"
    from umapi_lint.rules._registry import registry

    registry()  # brings the modules
    rules = {name: {rule.id for rule in getattr(sys.modules.get(name), "RULES", ())} for _, name, _ in verdicts()}
    todo = [
        (mutant, name, path)
        for path, name, codes in verdicts()
        for mutant, code in codes.items()
        if mutant.startswith(wanted) and (code is None or (again and code == LEFT))
    ]
    patience = {}
    for name in sorted({name for _, name, _ in todo}):
        began = time.monotonic()
        _, status = os.waitpid(start("none", name, rules[name]), 0)
        if status:
            raise SystemExit(f"{name}: its tests fail without any fault: {' '.join(tests_of(name))}")
        patience[name] = 20 + 10 * (time.monotonic() - began)
    running: dict[int, tuple[str, str, Path, float]] = {}
    found: dict[Path, dict[str, int]] = collections.defaultdict(dict)
    saved = time.monotonic()
    while todo or running:
        while todo and len(running) < jobs:
            mutant, name, path = todo.pop()
            running[start(mutant, name, rules[name])] = (mutant, name, path, time.monotonic())
        process, status = os.waitpid(-1, os.WNOHANG)
        if process:
            mutant, _, path, _ = running.pop(process)
            found[path][mutant] = NOTICED if status else LEFT
        else:
            time.sleep(0.02)
        for process, (mutant, name, path, began) in list(running.items()):
            if time.monotonic() - began > patience[name]:
                os.killpg(process, signal.SIGKILL)
                os.waitpid(process, 0)
                del running[process]
                found[path][mutant] = TIMEOUT
        if time.monotonic() - saved > 20 or not (todo or running):
            keep(found)
            saved = time.monotonic()
            print(f"{len(todo)} to go", file=sys.stderr, flush=True)


def keep(found: dict[Path, dict[str, int]]) -> None:
    for path, codes in found.items():
        content = json.loads(path.read_text())
        content["exit_code_by_key"].update(codes)
        path.write_text(json.dumps(content, indent=4))
    found.clear()


# --- telling of them


def report(wanted: tuple[str, ...]) -> None:
    """A row for each module, and what was not noticed as a diff."""
    rows = collections.Counter()
    print("| module | faults | refused by mypy | noticed | never ended | left |\n| --- | --- | --- | --- | --- | --- |")
    for _, name, codes in verdicts():
        mine = {mutant: code for mutant, code in codes.items() if mutant.startswith(wanted)}
        if mine:
            count = collections.Counter(mine.values())
            rows.update(count)
            print(row(name, count))
    print(row("all", rows))
    for path, _, codes in verdicts():
        left = [mutant for mutant, code in codes.items() if code == LEFT and mutant.startswith(wanted)]
        if left:
            print("\n".join(diffs(path.with_suffix(""), left)))


def row(name: str, count: collections.Counter) -> str:
    numbers = (count.total(), count[REFUSED_BY_MYPY], count[NOTICED], count[TIMEOUT], count[LEFT])
    return f"| {name.removeprefix('umapi_lint.')} | {' | '.join(map(str, numbers))} |"


def diffs(module: Path, mutants: list[str]) -> Iterator[str]:
    text = module.read_text()
    lines = text.splitlines()
    functions = {node.name: node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
    for mutant in mutants:
        name = mutant.rpartition(".")[2]
        old, new = functions[name.rpartition("__mutmut_")[0] + "__mutmut_orig"], functions[name]
        pair = (lines[node.lineno : node.end_lineno] for node in (old, new))
        yield f"## {mutant}"
        yield from (
            line for line in difflib.unified_diff(*pair, n=0, lineterm="") if line[:2] not in ("--", "++", "@@")
        )


if __name__ == "__main__":
    sys.exit(main())
