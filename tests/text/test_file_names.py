"""Names of files that are nearly the right one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umapi_lint.text.file_names import nearly, words

WANTED = "connector-umapi.yml"


@pytest.mark.parametrize(
    "name",
    [
        "connector-umapi.yml.txt", "connector-umapi.txt", "connector-umapi.yaml", "2 connector-umapi.yml", "umapi-connector.yml",
        "Connector-UMAPI.yml", "connector-umapi (1).yml", "connector-umapi - Copy.yml", "Copy of connector-umapi.yml",
        "connector_umapi.yml", "connector umapi.yml", "connectorumapi.yml", "conector-umapi.yml", "connector-umapi",
    ],
)  # fmt: skip
def test_knows_a_name_that_was_meant(name: str) -> None:
    assert nearly(name, WANTED)


@pytest.mark.parametrize("name", [WANTED, "connector-ldap.yml", "umapi.yml", "connector.yml", "README.txt", ".yml", ""])
def test_leaves_other_names_and_the_right_one_alone(name: str) -> None:
    assert not nearly(name, WANTED)


@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from(["", ".txt", ".YAML", ".yml.txt"]))
def test_sees_through_all_that_is_added_to_a_name(number: int, copy: int, ending: str) -> None:
    assert nearly(f"{number} - connector-umapi ({copy}){ending}", WANTED)


@given(st.text(max_size=40))
def test_gives_words_without_separators_for_every_text(name: str) -> None:
    assert not any(set(word) & set(" .-_") for word in words(name))
