"""How many results a trial waits for and knows."""

from hypothesis import given
from hypothesis import strategies as st

from actsearch.strategies import known_results


@given(st.integers(0, 1000), st.integers(1, 300))
def test_what_is_known_only_grows_and_leaves_no_more_under_way_than_it_may(number, lookahead):
    known = known_results(number, lookahead)
    assert 0 <= number - known < lookahead or number == 0
    assert known <= known_results(number + 1, lookahead) <= known + 1


@given(st.integers(2, 1000), st.integers(2, 300))
def test_the_baseline_is_waited_for_by_all_but_one(number, lookahead):
    assert known_results(1, lookahead) == 0
    assert known_results(number, lookahead) >= 1
