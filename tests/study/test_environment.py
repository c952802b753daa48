"""The environments in which a study was run."""

from unittest import mock

import pytest

from actsearch.errors import StorageError
from actsearch.running import environment
from actsearch.study.directory import StudyDirectory

BLAS = [
    {"user_api": "blas", "internal_api": "openblas", "version": version, "architecture": "any"}
    for version in ("0.3.30", "0.3.31")
]


@pytest.fixture
def directory(tmp_path):
    directory = StudyDirectory(tmp_path, "study")
    directory.path.mkdir()
    return directory


def record_with(libraries, directory):
    with mock.patch.object(environment, "threadpool_info", return_value=libraries):
        environment.record(directory)
    return environment.recorded(directory)


def test_only_a_changed_environment_is_added(directory):
    assert len(record_with(BLAS, directory)) == 1
    # Libraries may be loaded in any order.
    assert len(record_with(BLAS[::-1], directory)) == 1
    assert len(record_with(BLAS[:1], directory)) == 2


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[{"])
def test_a_damaged_list_is_one_sentence_and_is_not_written_over(content, directory):
    directory.environment.write_bytes(content)
    with pytest.raises(StorageError, match="not a list of environments"):
        environment.record(directory)
    assert directory.environment.read_bytes() == content
