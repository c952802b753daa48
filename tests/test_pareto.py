"""What is not dominated, against every pair compared by hand."""

from hypothesis import given
from hypothesis import strategies as st

from actsearch.pareto import fronts, ranked

# Few different values, so that ties occur.
VALUES = st.integers(-3, 3) | st.floats(-1e6, 1e6)
POINTS = st.integers(2, 4).flatmap(
    lambda count: st.lists(st.tuples(*[VALUES] * count), max_size=14)
)


def dominates(one, other):
    return one != other and all(mine >= theirs for mine, theirs in zip(one, other, strict=True))


@given(POINTS)
def test_a_front_is_what_only_earlier_fronts_dominate(points):
    expected, left, number = [0] * len(points), set(range(len(points))), 0
    while left:
        number += 1
        front = [i for i in left if not any(dominates(points[j], points[i]) for j in left)]
        for place in front:
            expected[place] = number
        left -= set(front)
    assert fronts(points) == expected


@given(POINTS)
def test_every_point_is_ranked_once_and_no_front_before_an_earlier_one(points):
    order = ranked(points)
    assert sorted(order) == list(range(len(points)))
    numbers = [fronts(points)[place] for place in order]
    assert numbers == sorted(numbers)


def test_within_a_front_the_ends_come_first_and_the_crowded_last():
    points = [(4, 0), (3, 1), (2.9, 1.1), (1, 3), (0, 4)]
    assert sorted(ranked(points)[:2]) == [0, 4]
    assert ranked(points)[-1] in (1, 2)
