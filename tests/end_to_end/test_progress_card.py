"""The progress card in a real browser: what it draws, and the same in words."""

import re

import pytest
from playwright.sync_api import expect

from tests.api.samples import PROGRESS, PROGRESS_AT_LENGTH, PROGRESS_OF_NOBODY_YET
from tests.end_to_end.widget import ScriptedTutor, hear, open_page

SAMPLES = {"usual": PROGRESS, "long": PROGRESS_AT_LENGTH, "nobody": PROGRESS_OF_NOBODY_YET}
LIBRARY = re.compile(r"/chunks/charts-")
DAYS = ("per-day", "forecast", "curve")
# Pairs of names on an axis that touch each other or leave the card.
TOUCHING = """card => {
  const edge = card.getBoundingClientRect();
  return [...card.querySelectorAll("svg")].flatMap(svg => {
    const boxes = [...svg.querySelectorAll(".ct-label")]
      .map(node => [node.textContent, node.getBoundingClientRect()]);
    const out = boxes.filter(([, box]) => box.left < edge.left || box.right > edge.right)
      .map(([name]) => name);
    const pairs = boxes.flatMap(([name, a], place) => boxes.slice(place + 1)
      .filter(([, b]) => a.left < b.right + 2 && b.left < a.right + 2 && a.top < b.bottom && b.top < a.bottom)
      .map(([other]) => `${name} / ${other}`));
    return [...out, ...pairs];
  });
}"""
MIDDLES = """nodes => nodes.map(node => {
  const {y, height} = node.getBoundingClientRect();
  return y + height / 2;
})"""
# Contrast of two colours, in whatever notation the browser gives them.
CONTRAST = """([one, other]) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const [a, b] = [one, other].map(colour => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map(value => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  });
  return Math.max(a, b) / Math.min(a, b);
}"""


@pytest.fixture
def tutor():
    return ScriptedTutor()


@pytest.fixture
def page(browser, tutor):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    open_page(page, tutor)
    yield page
    page.close()


def show(page, tutor, reply=PROGRESS):
    return hear(page, tutor, reply).get_by_test_id("progress-card")


def wait_for_drawings(card):
    figures = card.locator("figure")
    expect(figures.locator("svg[role=img]")).to_have_count(figures.count())


def colour_of(node, name):
    return node.evaluate("(node, name) => getComputedStyle(node)[name]", name)


@pytest.mark.parametrize("reply", SAMPLES.values(), ids=SAMPLES.keys())
@pytest.mark.parametrize("width", [320, 360, 412, 600, 1280])
def test_the_card_fits_names_never_touch_and_the_console_stays_clean(page, tutor, reply, width):
    page.set_viewport_size({"width": width, "height": 800})
    card = show(page, tutor, reply)
    wait_for_drawings(card)
    assert card.evaluate("card => card.scrollWidth <= card.clientWidth")
    assert card.evaluate(TOUCHING) == []
    assert page.complaints == []


def test_every_share_stands_in_words_with_its_interval(page, tutor):
    card = show(page, tutor)
    expect(card.get_by_test_id("readiness")).to_contain_text("63% developing")
    expect(card.get_by_test_id("readiness")).to_contain_text("between 54% and 71%")
    expect(card.get_by_test_id("plan")).to_contain_text("12 January 2027, in 52 days")
    rows = card.get_by_test_id("domains").get_by_role("listitem")
    expect(rows.first).to_have_text(
        "Fundamentals of AI and ML88% 80–94%strong · 48 answers · 3 due · 20% of the exam"
    )
    expect(rows.last).to_contain_text("not enough answers yet · 0 answers · 14% of the exam")


def test_what_is_mixed_up_stands_in_words(page, tutor):
    figure = show(page, tutor).get_by_test_id("confusions")
    expect(figure.get_by_role("listitem")).to_have_text(
        [
            "Took Amazon Comprehend for Amazon Textract4 times",
            "Took Amazon Textract for Amazon Comprehend2 times, settled since",
        ]
    )


@pytest.mark.parametrize(
    ("chart", "about", "first", "last"),
    [
        ("per-day", "14 days: 143 in all, at most 21", ["13 days ago", "0"], ["Today", "11"]),
        ("forecast", "14 days: 59 in all, 12 of them today", ["Today", "12"], ["In 13 days", "2"]),
        ("curve", "93% today, 59% in 30 days", ["Today", "93%"], ["In 30 days", "59%"]),
        (
            "domains",
            "Fundamentals of AI and ML 88%; ",
            ["Fundamentals of AI and ML", "88% (80–94%)", "strong", "48", "3", "20%"],
            ["Security, compliance and governance", "40% (7–78%)", "not enough answers yet", "0", "0", "14%"],
        ),
        (
            "confusions",
            "2 pairs that you mixed up, the most frequent 4 times",
            ["Amazon Comprehend", "Amazon Textract", "4", "No"],
            ["Amazon Textract", "Amazon Comprehend", "2", "Yes"],
        ),
    ],
)
def test_every_figure_is_a_picture_with_a_sentence_and_a_table(page, tutor, chart, about, first, last):
    figure = show(page, tutor).get_by_test_id(chart)
    expect(figure.get_by_role("img")).to_have_attribute("aria-label", re.compile(re.escape(about)))
    expect(figure.locator("figcaption")).not_to_be_empty()
    figure.locator("summary").click()
    rows = figure.get_by_role("row")
    expect(rows.nth(1).locator("th, td")).to_have_text(first)
    expect(rows.last.locator("th, td")).to_have_text(last)


def test_bars_and_whiskers_are_as_long_as_their_shares(page, tutor):
    figure = show(page, tutor).get_by_test_id("domains")
    figure.get_by_role("img").wait_for()
    width = figure.locator(".row-track").first.bounding_box()["width"]
    box = "nodes => nodes.map(node => { const {x, width} = node.getBBox(); return [x, x + width]; })"
    bars = figure.locator(".ct-bar").evaluate_all(box)
    whiskers = figure.locator(".whisker").evaluate_all(box)
    for domain, (_, end), (low, high) in zip(PROGRESS.domains, bars, whiskers, strict=True):
        found = [end / width, low / width, high / width]
        assert found == pytest.approx([domain.mastery, domain.low, domain.high], abs=0.002)


def test_every_bar_lies_in_the_track_of_its_row(page, tutor):
    page.set_viewport_size({"width": 360, "height": 800})
    card = show(page, tutor, PROGRESS_AT_LENGTH)
    wait_for_drawings(card)
    for figure in (card.get_by_test_id("domains"), card.get_by_test_id("confusions")):
        tracks = figure.locator(".row-track").evaluate_all(MIDDLES)
        assert figure.locator(".ct-bar").evaluate_all(MIDDLES) == pytest.approx(tracks, abs=0.6)


def test_a_guess_and_what_is_settled_are_set_apart_by_more_than_colour(page, tutor):
    card = show(page, tutor)
    wait_for_drawings(card)
    guess = card.get_by_test_id("domains").locator(".ct-bar").last
    assert colour_of(guess, "strokeDasharray") != "none"
    open_pair, settled = card.get_by_test_id("confusions").locator(".ct-bar").all()
    assert colour_of(open_pair, "strokeWidth") != colour_of(settled, "strokeWidth")


def test_values_are_read_by_pointing(page, tutor):
    figure = show(page, tutor).get_by_test_id("per-day")
    figure.get_by_role("img").wait_for()
    expect(figure.locator(".reading")).to_have_text("Today: 11")
    plot = figure.locator(".plot")
    bars = figure.locator(".ct-bar")
    plot.scroll_into_view_if_needed()
    box, bar = plot.bounding_box(), bars.nth(6).bounding_box()
    page.mouse.move(bar["x"] + 2, box["y"] + 20)
    expect(figure.locator(".reading")).to_have_text("7 days ago: 21")
    expect(bars.nth(6)).to_have_class(re.compile("is-read"))
    page.mouse.move(box["x"] + 20, box["y"] - 60)
    expect(figure.locator(".reading")).to_have_text("Today: 11")


def test_values_are_read_by_keys_and_announced(page, tutor):
    figure = show(page, tutor).get_by_test_id("curve")
    figure.get_by_role("img").wait_for()
    plot = figure.get_by_role("group", name="the arrow keys go from day to day")
    plot.press("ArrowLeft")
    expect(figure.locator(".reading")).to_have_text("In 29 days: 60%")
    expect(page.get_by_role("status").filter(has_text="In 29 days: 60%")).to_have_count(1)
    plot.press("Home")
    expect(figure.locator(".reading")).to_have_text("Today: 93%")
    plot.press("ArrowLeft")
    expect(figure.locator(".reading")).to_have_text("Today: 93%")
    plot.press("Tab")
    expect(figure.locator(".reading")).to_have_text("In 30 days: 59%")


def test_the_daily_goal_is_drawn_at_its_height(page, tutor):
    figure = show(page, tutor).get_by_test_id("per-day")
    expect(figure.locator(".goal-label")).to_have_text("Goal 20")
    goal = figure.locator(".goal").evaluate("node => node.getBBox().y")
    reached = figure.locator(".ct-bar").nth(11).evaluate("node => node.getBBox().y")
    assert reached == pytest.approx(goal)


def test_what_is_not_nothing_is_seen(page, tutor):
    figure = show(page, tutor, PROGRESS_AT_LENGTH).get_by_test_id("forecast")
    figure.get_by_role("img").wait_for()
    heights = figure.locator(".ct-bar").evaluate_all("bars => bars.map(bar => bar.getBBox().height)")
    assert [height >= 2 for height in heights] == [n > 0 for n in PROGRESS_AT_LENGTH.forecast]


def test_drawings_follow_the_width_of_the_card(page, tutor):
    card = show(page, tutor)
    wait_for_drawings(card)
    page.set_viewport_size({"width": 340, "height": 800})
    for chart in DAYS:
        figure = card.get_by_test_id(chart)
        expect(figure.locator("svg")).to_have_count(1)
        page.wait_for_function(
            "svg => svg.querySelector('.ct-grid').x2.baseVal.value <= svg.clientWidth",
            arg=figure.locator("svg").element_handle(),
        )
    assert card.evaluate("card => card.scrollWidth <= card.clientWidth")


def test_the_library_is_loaded_when_there_is_something_to_draw(page, tutor):
    asked = []
    page.on("request", lambda request: LIBRARY.search(request.url) and asked.append(request.url))
    show(page, tutor, PROGRESS_OF_NOBODY_YET)
    assert asked == []
    wait_for_drawings(show(page, tutor))
    assert len(asked) == 1


def test_without_the_library_the_tables_stand_open(page, tutor):
    page.route(LIBRARY, lambda route: route.abort())
    card = show(page, tutor)
    expect(card.locator("figure details[open]")).to_have_count(5)
    expect(card.locator("svg[role=img], .plot, .plot-rows")).to_have_count(0)
    expect(card.get_by_test_id("domains").get_by_role("listitem").first).to_contain_text("88% 80–94%")


def test_before_the_first_answer_there_is_a_sentence_and_a_next_step(page, tutor):
    card = show(page, tutor, PROGRESS_OF_NOBODY_YET)
    expect(card.get_by_test_id("no-answers")).to_contain_text("Start with a short quiz")
    expect(card.get_by_test_id("suggestion")).to_have_text("Quiz me")
    expect(card.get_by_test_id("plan")).to_contain_text("New questions20")
    expect(card.locator("figure, table, [data-testid=readiness]")).to_have_count(0)


def test_a_figure_without_data_is_left_out(page, tutor):
    nothing = {"domains": [], "confusions": [], "forecast": [0] * 14, "curve": [], "plan": None}
    card = show(page, tutor, PROGRESS.model_copy(update=nothing))
    expect(card.locator("figure")).to_have_count(1)
    expect(card.get_by_test_id("per-day").get_by_role("img")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("contrast", ["no-preference", "more"])
def test_bars_stand_out_from_their_ground_and_whiskers_from_bars(browser, tutor, scheme, contrast):
    page = browser.new_page(color_scheme=scheme, contrast=contrast, reduced_motion="reduce")
    open_page(page, tutor)
    card = show(page, tutor)
    wait_for_drawings(card)
    ground = colour_of(card, "backgroundColor")
    drawn = [
        ".is-estimate.ct-bar",
        ".is-settled",
        "[data-testid=confusions] .ct-bar",
        ".plot .ct-bar:not(.is-read)",
        ".plot .ct-bar.is-read",
    ]
    bars = [colour_of(card.locator(place).first, "stroke") for place in drawn]
    whisker = colour_of(card.locator("path.whisker").first, "stroke")
    for one, other in [(bar, ground) for bar in bars] + [(whisker, bars[0])]:
        assert page.evaluate(CONTRAST, [one, other]) >= 3
    page.close()


@pytest.mark.parametrize(("wish", "animation"), [("reduce", "none"), ("no-preference", "draw")])
def test_drawings_move_only_for_those_who_like_it(browser, tutor, wish, animation):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion=wish)
    open_page(page, tutor)
    card = show(page, tutor)
    wait_for_drawings(card)
    assert colour_of(card.locator(".is-new .ct-series").first, "animationName") == animation
    page.close()
