"""The page of results says of every format what reads it, or why nothing does, and is what its command would write."""

import ast
from pathlib import Path

from annotations.formats.registry import FORMATS
from tests.formats.consumers.environments import OWN, PACKAGES
from tests.formats.consumers.proofs import DIFFERENT, EQUAL, NOT_RUN, PROOFS, RESULTS, WITHOUT, table


def rows() -> list[list[str]]:
    lines = RESULTS.read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")][2:]


def test_every_format_has_a_consumer_or_a_reason_for_none() -> None:
    proven = {proof.form for proof in PROOFS}
    assert proven | WITHOUT.keys() == set(FORMATS)
    assert proven & WITHOUT.keys() == set()
    assert {form for form in FORMATS if not FORMATS[form].writes} <= WITHOUT.keys()


def test_each_proof_names_a_test_that_is_there_and_a_package_of_its_environment() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in Path(__file__).parent.glob("test_*.py")]
    there = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert [proof.test for proof in PROOFS if proof.test not in there] == []
    for proof in PROOFS:
        names = {package.partition("==")[0] for package in PACKAGES.get(proof.environment, ())}
        assert proof.environment == OWN or proof.package in names


def test_the_page_has_the_rows_of_these_proofs_with_the_versions_asked_for_and_all_are_equal() -> None:
    results = [row[4] for row in rows() if row[1] != "none"]
    assert len(results) == len(PROOFS)
    assert {DIFFERENT, NOT_RUN}.isdisjoint(results)
    pinned = {
        (environment, name): version
        for environment, packages in PACKAGES.items()
        for name, _, version in (package.partition("==") for package in packages)
    }
    said = {row[1].rpartition(" ")[0]: row[1].rpartition(" ")[2] for row in rows()}
    own = {(OWN, proof.package): said[proof.package] for proof in PROOFS if proof.environment == OWN}
    assert RESULTS.read_text("utf-8") == table(pinned | own, [EQUAL] * len(PROOFS))
