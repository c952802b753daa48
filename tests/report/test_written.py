"""A report as HTML and as Markdown: whole, escaped, and without anything from elsewhere."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from report.studies import HOSTILE, ODD

from actsearch.report.build import report
from actsearch.report.html import as_html
from actsearch.report.markdown import as_markdown

VOID = {"meta", "br", "hr", "img", "link"}


class Page(HTMLParser):
    """A page that is taken apart; tags must close in their order."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.links, self.text = Counter(), Counter(), [], ""
        self._open = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        for name, value in attrs:
            assert not name.startswith("on")
            if name == "id":
                self.ids[value] += 1
            if name in ("src", "href", "xlink:href", "action", "data"):
                self.links.append(value)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data


DRAWN = ("hostile",)


@pytest.fixture(scope="module", params=ODD)
def written(request):
    """Return a report as both; drawing takes time, and has tests of its own for odd studies."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param not in DRAWN:
            patch.setattr("actsearch.plots.picture.Picture.inline", lambda *_: "<svg></svg>")
        return taken_apart(request.param)


def taken_apart(name):
    said = report(ODD[name]())
    pictures = {
        block.name: f"report_files/{block.name}.svg"
        for section in said.sections
        for block in section.blocks
        if block.kind == "picture"
    }
    return name, said, as_html(said), as_markdown(said, pictures)


def test_every_study_gives_a_whole_page(written):
    _, said, html, _ = written
    assert len(html) < 3_000_000
    page = Page(html)
    assert page.tags["h1"] == 1
    assert page.tags["h2"] == len(said.sections)
    assert page.tags["script"] == 0
    assert [name for name, count in page.ids.items() if count > 1] == []
    # Nothing is fetched, and each address within the page is there.
    assert page.links
    for link in page.links:
        assert link.startswith("data:image/png;") or link.removeprefix("#") in page.ids
    assert not re.search(r"url\((?!#)|@import|https?://(?!www\.w3\.org)", html)


def test_every_picture_has_a_name(written):
    html = written[2]
    for tag in re.findall(r"<svg\b[^>]*>", html):
        inside = html[: html.index(tag)].rpartition("<div")[2]
        assert "aria-label=" in tag or 'role="img" aria-label=' in inside


def test_every_study_gives_markdown(written):
    name, said, _, markdown = written
    html = MarkdownIt("gfm-like", {"linkify": False}).render(markdown)
    found = Page(html.replace(markdown.splitlines()[0], ""))
    assert found.tags["h1"] == 1
    assert found.tags["h2"] == len(said.sections)
    tables = [block for each in said.sections for block in each.blocks if block.kind == "table"]
    assert found.tags["table"] == len(tables)
    assert found.tags["script"] == 0
    if name != "hostile":
        return
    # Cells stay cells, and no label becomes a picture.
    assert found.tags["td"] == sum(len(row) for table in tables for row in table.rows)
    pictures = [b for each in said.sections for b in each.blocks if b.kind == "picture"]
    assert found.tags["img"] == len(pictures)


def test_what_a_user_wrote_is_shown_as_it_is(written):
    name, _, html, _ = written
    if name != "hostile":
        return
    assert HOSTILE not in html
    assert HOSTILE in Page(html).text
    assert not {sign for sign in html if not sign.isprintable()} - {"\n"}
