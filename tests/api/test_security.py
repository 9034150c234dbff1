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
