"""A candidate as a dictionary, and its digest."""

import json
from dataclasses import replace

import pytest

from actsearch import activations
from actsearch.candidate import Candidate
from actsearch.nn.settings import TrainingSettings

WHOLE = Candidate((8,), (activations.get("swish", beta="learned"),), TrainingSettings(epochs=2))
PROBE = replace(WHOLE, probe=True)


def test_that_it_is_a_probe_is_written_only_of_a_probe():
    assert PROBE.to_dict() == WHOLE.to_dict() | {"probe": True}
    assert "probe" not in WHOLE.to_dict()


@pytest.mark.parametrize("candidate", [WHOLE, PROBE], ids=["whole", "probe"])
def test_it_is_read_as_it_was_written(candidate):
    assert Candidate.from_dict(json.loads(json.dumps(candidate.to_dict()))) == candidate


def test_a_probe_has_another_digest():
    assert PROBE != WHOLE
    assert PROBE.digest != WHOLE.digest
    assert PROBE.digest == Candidate.from_dict(PROBE.to_dict()).digest
