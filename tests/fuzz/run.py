#!/usr/bin/env python3
"""Fuzz for long, guided by coverage: ``python -m pip install atheris``, then

    PYTHONPATH=.:tests python tests/fuzz/run.py -max_total_time=3600 [FOLDER]

FOLDER gets whatever reached new code, to go on from there the next time; it begins with the corpus of the tests. Options
are those of libFuzzer. What fails is written to ``crash-…``; give that file as the only argument to try it again.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["umapi_lint", "yaml"]):
    from fuzz.target import MAX_BYTES, corpus, try_bytes


def main() -> None:
    options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
    paths = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    with tempfile.TemporaryDirectory() as temporary:
        if not any(Path(path).is_file() for path in paths):
            folder = Path(paths[0] if paths else temporary)
            folder.mkdir(exist_ok=True)
            for data in corpus():
                (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
            paths = [str(folder)]
        bounds = [f"-max_len={MAX_BYTES}", "-timeout=20", "-rss_limit_mb=1024"]
        atheris.Setup([sys.argv[0], *bounds, *options, *paths], try_bytes)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
