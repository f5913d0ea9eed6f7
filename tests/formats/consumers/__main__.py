"""``python -m tests.formats.consumers``: makes the environments that are not there, hands every format to its consumers, and
writes what came of it to ``RESULTS.md``. Exit code 1 where a file was read as something else, or was not read; 2, with nothing
written, where the tests could not be run.

``--here`` makes none and writes nothing: what has its environment is run.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.formats.consumers.environments import PACKAGES, make_missing, python_of
from tests.formats.consumers.proofs import DIFFERENT, EQUAL, NOT_RUN, PROOFS, RESULTS, Proof, table


class Outcomes:
    """What came of each test, by its name with its case in brackets."""

    def __init__(self) -> None:
        self.by_name: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst of set-up, call and tear-down."""
        name = report.nodeid.rpartition("::")[2]
        if report.failed:
            self.by_name[name] = DIFFERENT
        elif report.skipped:
            self.by_name.setdefault(name, NOT_RUN)
        elif report.when == "call":
            self.by_name.setdefault(name, EQUAL)


def result_of(proof: Proof, outcomes: Mapping[str, str]) -> str:
    """The worst of a proof's tests; not run where there was none."""
    found = {outcome for name, outcome in outcomes.items() if _is_of(proof, name)}
    return next((each for each in (DIFFERENT, NOT_RUN) if each in found), EQUAL if found else NOT_RUN)


def _is_of(proof: Proof, name: str) -> bool:
    test, _, case = name.rstrip("]").partition("[")
    return test == proof.test and (not proof.case or proof.case in case.split("-"))


def versions_of(proofs: Sequence[Proof]) -> dict[tuple[str, str], str]:
    """The version of each consumer in its environment."""
    packages: dict[str, set[str]] = {}
    for proof in proofs:
        packages.setdefault(proof.environment, set()).add(proof.package)
    script = "import sys\nfrom importlib.metadata import version\nprint(*map(version, sys.argv[1:]), sep='\\n')"
    found = {}
    for environment, names in packages.items():
        asked = sorted(names)
        said = subprocess.run(
            [python_of(environment), "-c", script, *asked], check=True, capture_output=True, encoding="utf-8"
        ).stdout.split()
        found.update({(environment, name): version for name, version in zip(asked, said, strict=True)})
    return found


def main(arguments: Sequence[str]) -> int:
    """Run all; the exit code."""
    here = "--here" in arguments
    if not here:
        make_missing(list(PACKAGES))
    outcomes = Outcomes()
    folder = Path(__file__).parent
    options = ["-m", "", "-n", "0", "-p", "no:cacheprovider", f"--ignore={folder / 'test_results.py'}"]
    if pytest.main([*options, str(folder)], plugins=[outcomes]) not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return 2
    results = [result_of(proof, outcomes.by_name) for proof in PROOFS]
    if not here:
        RESULTS.write_text(table(versions_of(PROOFS), results), "utf-8")
        print(f"written: {RESULTS}")
    print(
        f"{results.count(EQUAL)} of {len(results)} equal, {results.count(DIFFERENT)} different, {results.count(NOT_RUN)} not run"
    )
    return 0 if results.count(DIFFERENT) == 0 and (here or results.count(NOT_RUN) == 0) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
