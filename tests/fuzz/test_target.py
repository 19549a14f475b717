"""The bounded part of fuzzing: files of the corpus with bytes changed at random. See ``tests/fuzz/run.py`` for more."""

from __future__ import annotations

from fuzz.target import corpus, try_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

CORPUS = sorted(set(corpus()), key=lambda data: (len(data), data))
TOKENS = [
    b":", b"- ", b"? ", b"&a ", b"*a", b"<<: *a\n", b"!!binary ", b"!", b"|\n ", b">-\n ", b"'", b'"', b"{", b"}", b"[", b"]",
    b"#", b"\n", b"\r\n", b"\r", b"\t", b"---\n", b"...\n", b"%YAML 1.1\n", b"\0", b"\x85", b"\xef\xbb\xbf", b"\xe2\x80\xa8",
    b"\xff", b"\x1b[31m", b"\xe2\x80\xae", b"# umapi-lint: ignore[", b"] -- ", b"0x1", b"1e9", b"2024-13-45", b"~", b"null",
]  # fmt: skip
CHANGES = st.tuples(st.integers(0, 4000), st.integers(0, 12), st.sampled_from(TOKENS) | st.binary(max_size=4))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(CORPUS) - 1), st.lists(CHANGES, max_size=6))
def test_holds_for_changed_files(index: int, changes: list[tuple[int, int, bytes]]) -> None:
    data = CORPUS[index]
    for at, length, token in changes:
        at %= len(data) + 1
        data = data[:at] + token + data[at + length :]
    try_bytes(data)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200) | st.lists(st.sampled_from(TOKENS), max_size=40).map(b"".join))
def test_holds_for_bytes_of_any_kind(data: bytes) -> None:
    try_bytes(data)
