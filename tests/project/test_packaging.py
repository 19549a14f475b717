"""The schemas are found wherever the package was installed from: a wheel, an sdist, an editable checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, write

from umapi_lint import __version__

ROOT = Path(__file__).parents[2]
PARTS = (
    "hatch_build.py",
    "umapi_lint",
    "schemas",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    ".gitignore",
)
ASK = "import umapi_lint, umapi_lint.schema.files as s; print(umapi_lint.__file__); print(s.schema_folder())"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, so that nothing below can find this one by chance."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, copy / name)
    return copy


@pytest.fixture(scope="module")
def dist(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    _python("-m", "build", "--no-isolation", "--outdir", str(folder), str(checkout))
    return folder


def _python(*arguments: str, path: str = "", cwd: Path | None = None) -> str:
    environment = {**os.environ, "PYTHONPATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _installed(target: Path, *what: str) -> None:
    _python(
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--no-build-isolation",
        "--no-deps",
        "--target",
        str(target),
        *what,
    )


def _lints_from(place: Path, folder: Path) -> None:
    file, schemas = _python("-c", ASK, path=str(place), cwd=folder).splitlines()
    assert Path(file).is_relative_to(place)
    assert Path(schemas).is_relative_to(place)
    assert list(Path(schemas).glob("*.schema.json"))
    write(folder, KEYRING_OAUTH)
    _python("-m", "umapi_lint", "connector-umapi.yml", path=str(place), cwd=folder)


def test_finds_its_schemas_from_a_wheel(dist: Path, tmp_path: Path) -> None:
    place = tmp_path / "installed"
    _installed(place, str(next(dist.glob("*.whl"))))
    _lints_from(place, tmp_path)


def test_finds_its_schemas_from_an_sdist(dist: Path, tmp_path: Path) -> None:
    place = tmp_path / "installed"
    _installed(place, str(next(dist.glob("*.tar.gz"))))
    _lints_from(place, tmp_path)


def test_finds_its_schemas_from_an_editable_install(checkout: Path, tmp_path: Path) -> None:
    place = tmp_path / "installed"
    _python(
        "-m", "pip", "install", "--quiet", "--no-index", "--no-build-isolation", "--no-deps",
        "--prefix", str(place), "--ignore-installed", "--editable", str(checkout),
    )  # fmt: skip
    scheme = {"base": str(place), "platbase": str(place)}
    site = Path(sysconfig.get_path("purelib", sysconfig.get_preferred_scheme("prefix"), vars=scheme))
    named = [line for file in site.glob("*.pth") for line in file.read_text().splitlines()]
    assert str(checkout) in named
    _lints_from(checkout, tmp_path)


def test_the_prepared_schemas_of_a_wheel_are_those_beside_them(dist: Path, tmp_path: Path) -> None:
    place = tmp_path / "installed"
    _installed(place, str(next(dist.glob("*.whl"))))
    prepared = place / "umapi_lint" / "schemas" / "prepared"
    ask = "from umapi_lint.schema.prepared import own_schemas as o; s = o(); print([*s.files.items()], sorted(s.vocabulary.names), sorted(s.vocabulary.words))"
    with_it = _python("-c", ask, path=str(place), cwd=tmp_path)
    prepared.unlink()
    assert with_it == _python("-c", ask, path=str(place), cwd=tmp_path)


def test_the_extension_has_the_version_of_the_package() -> None:
    extension = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text(encoding="utf-8"))
    assert extension["version"] == __version__


def test_the_wheel_is_typed_and_licensed(dist: Path) -> None:
    import zipfile

    names = zipfile.ZipFile(next(dist.glob("*.whl"))).namelist()
    assert "umapi_lint/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.parametrize(
    "statement", ["import umapi_lint", "from umapi_lint.cli.main import main; main(['check', '-q', '.'])"]
)
def test_imports_nothing_that_it_does_not_use(statement: str, tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH)
    unwanted = (
        "jsonschema",
        "keyring",
        "cryptography",
        "pygls",
        "lsprotocol",
        "asyncio",
        "pathspec",
        "tomllib",
        "subprocess",
        "logging",
        "ssl",
    )
    code = f"import sys\n{statement}\nprint([m for m in {unwanted!r} if m in sys.modules])"
    assert _python("-c", code, path=str(ROOT), cwd=tmp_path).strip().endswith("[]")
