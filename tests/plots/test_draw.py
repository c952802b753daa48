"""Every picture can be drawn of every study, however odd."""

import warnings
from dataclasses import replace

import pytest
from made_studies import confirmation, hump, opened, source, trial

from actsearch.errors import UsageError
from actsearch.plots.data.softmax import softmax
from actsearch.plots.data.table import NothingToPlotError
from actsearch.plots.draw.save import form, rendered
from actsearch.plots.kinds import Kind
from actsearch.plots.registry import SOFTMAX, pictures
from actsearch.trials import Outcome

LABELS = ["<script>alert(1)</script>", "$x_$ & $y^2$", "日本", "a" * 300, "\x1b[31m", ""]


def _whole(study):
    """Add what the test part says, with labels that nobody would choose."""
    study.__dict__.update({"tested": opened(len(LABELS)), "classes": LABELS})
    return study


def _deep():
    names = ["relu", "tanh"] * 20
    learned = {f"layer{layer}.slope": (0.1, 0.2, 0.3, 0.1 * layer) for layer in range(1, 41)}
    return source(
        *(
            trial(
                n,
                0.5 + n / 100,
                names=names[: 40 - n],
                learned=learned,
                gradients=[10.0**-layer for layer in range(40 - n)],
            )
            for n in range(4)
        )
    )


def _long_names():
    formula = "+".join(f"sin({n}*x)" for n in range(1, 20))
    trials = [
        trial(n, 0.9 - n / 100, names=[formula if n % 2 else "relu"] * (1 + n % 3))
        for n in range(12)
    ]
    return source(*trials, name="n" * 100, confirmation=confirmation())


STUDIES = {
    "hump": lambda: _whole(source(*hump().trials, confirmation=confirmation())),
    "one trial": lambda: source(trial(0)),
    "one value": lambda: source(*(trial(n, 0.9) for n in range(12))),
    "only failed": lambda: source(*(trial(n, outcome=Outcome.FAILED) for n in range(3))),
    "only pruned": lambda: source(
        *(trial(n, 0.5 + n / 9, Outcome.PRUNED, gain=1 + n) for n in range(3))
    ),
    "only diverged": lambda: source(*(trial(n, 0.0, Outcome.DIVERGED) for n in range(3))),
    "empty": lambda: source(),
    "40 layers": _deep,
    "long names": _long_names,
    "rmse": lambda: source(
        *(trial(n, -100.0 - n, metric="rmse", gain=1 + n / 5, splits=2) for n in range(30)),
        metric="rmse",
        confirmation=confirmation("rmse"),
    ),
}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("study", STUDIES)
def test_each_picture_is_drawn_or_says_why_not(study, kind):
    picture = pictures()[kind]
    try:
        data = picture.find([STUDIES[study]()])
    except NothingToPlotError:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg = picture.inline(data, "key")
    assert svg.startswith("<svg")
    assert "<script" not in svg


def test_two_studies_are_drawn_in_one_picture():
    for picture in pictures().values():
        if picture.compares:
            data = picture.find([hump(), source(*hump().trials, name="other")])
            assert picture.inline(data, "two").startswith("<svg")


def test_ten_thousand_trials_are_a_bitmap_in_an_svg():
    made = trial(1, 0.9)
    study = source(*(replace(made, number=n, score=0.9 + 0.01 * (n % 7)) for n in range(10_000)))
    picture = pictures()[Kind.HISTORY]
    svg = picture.inline(picture.find([study]), "many")
    assert len(svg) < 1_000_000
    assert "<image" in svg


def test_the_forms_are_what_their_suffixes_say_and_the_same_each_time(tmp_path):
    data = softmax()
    for suffix, begin in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")):
        one, other = tmp_path / f"one.{suffix}", tmp_path / f"other.{suffix.upper()}"
        SOFTMAX.write(data, one)
        SOFTMAX.write(data, other)
        assert one.read_bytes().startswith(begin)
        assert one.read_bytes() == other.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
    with pytest.raises(UsageError, match="\\.png, \\.svg, \\.pdf"):
        form(tmp_path / "one.jpeg")


def test_a_page_gives_an_svg_its_colour_and_names_do_not_mix():
    svg = SOFTMAX.inline(softmax(), "soft")
    assert "currentColor" in svg
    assert svg.count('id="') == svg.count('id="soft-') > 0
    assert svg.count("url(#") == svg.count("url(#soft-") > 0
    assert "<!--" not in svg
    assert "<metadata" not in svg
    head = svg[: svg.index(">")]
    assert "viewBox" in head
    assert "width" not in head


def test_dollars_are_no_mathematics():
    import matplotlib.text

    figure = SOFTMAX.draw(softmax(), "$x_$ and more")
    title = figure.findobj(matplotlib.text.Text)
    assert any(each.get_text() == "$x_$ and more" for each in title)
    assert rendered(figure, "png").startswith(b"\x89PNG")


def test_drawing_leaves_the_settings_of_the_user_alone():
    import matplotlib

    before = dict(matplotlib.rcParams)
    SOFTMAX.inline(softmax(), "x")
    assert dict(matplotlib.rcParams) == before
