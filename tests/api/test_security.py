import sys
from concurrent.futures import ThreadPoolExecutor

from api.security import MovingWindow


def test_a_window_holds_so_many_and_moves_on():
    window = MovingWindow()
    assert [window.hit(("session", "ada"), 2, 60, now) for now in (0, 10, 20, 59)] == [0, 0, 40, 1]
    assert [window.hit(("session", "ada"), 2, 60, now) for now in (61, 62, 71)] == [0, 8, 0]


def test_what_is_refused_does_not_count():
    window = MovingWindow()
    waits = [window.hit(("session", "ada"), 1, 60, now) for now in (0, 30, 59, 61)]
    assert waits == [0, 30, 1, 0]


def test_keys_do_not_share_a_window_and_are_forgotten_when_it_has_passed():
    window = MovingWindow()
    for number in range(100):
        assert window.hit(("address", str(number)), 1, 60, number / 100) == 0
    window.hit(("address", "late"), 1, 60, 200)
    assert list(window._moments) == list(window._ends) == [("address", "late")]


def test_threads_may_count_at_once():
    window = MovingWindow()

    def count(thread):
        # Hours apart: every one sweeps.
        return [window.hit((str(n % 50), ""), 1, 60, n * 3600 + thread) for n in range(4000)]

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            assert len(list(threads.map(count, range(4)))) == 4
    finally:
        sys.setswitchinterval(before)
