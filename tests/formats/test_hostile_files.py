"""Files that were damaged or made to harm: every format that reads says in words what is wrong, or reads what is there."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.formats.guessing import guessed
from annotations.formats.registry import FORMATS
from tests.examples import examples
from tests.formats.hostile import damaged, placed, read, samples, seeds

READING = [form.name for form in FORMATS.values() if form.reads]


@pytest.mark.parametrize("name", READING)
def test_the_samples_themselves_are_read(name: str, tmp_path: Path) -> None:
    if FORMATS[name].writes:
        assert sum(len(reading.spans) for reading in read(name, placed(name, samples(name), tmp_path))) > 0


@examples(50, 500)
@pytest.mark.parametrize("name", READING)
def test_a_damaged_file_is_read_or_refused_in_words(name: str, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(st.data())
    def check(data: st.DataObject) -> None:
        seed = data.draw(st.sampled_from(seeds(name)))
        contents = dict(samples(seed))
        hit = data.draw(st.sampled_from(sorted(contents)))
        contents[hit] = data.draw(damaged(contents[hit]))
        with TemporaryDirectory() as folder:
            path = placed(seed, contents, Path(folder))
            read(name, path)
            assert isinstance(guessed(path, {name: FORMATS[name]}), list)

    check()


@pytest.mark.parametrize("name", READING)
@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\x00" * 100, b"\xff" * 100, b"null", b"[]", b"{}", b"[" * 100_000, b"<" * 1000, b'"x"', b"1"]
)
def test_what_is_no_file_of_a_format_at_all_is_read_as_little_or_refused(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(content)
    read(name, tmp_path / "out")


@pytest.mark.parametrize("name", READING)
def test_files_of_every_other_format_are_read_or_refused(name: str, tmp_path: Path) -> None:
    for other in FORMATS:
        if FORMATS[other].writes and other != name:
            (tmp_path / other).mkdir()
            path = placed(other, samples(other), tmp_path / other)
            read(name, path)
            if path.is_dir():
                for inner in sorted(path.iterdir()):
                    read(name, inner)


@pytest.mark.parametrize("name", READING)
def test_an_empty_folder_and_one_of_odd_names_are_read_or_refused(name: str, tmp_path: Path) -> None:
    read(name, tmp_path)
    (tmp_path / "a.ann").mkdir()
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "b.ann").write_text("T1\tPER 0 3\tAna\n")
    read(name, tmp_path)
