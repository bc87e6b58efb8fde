import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.progress import Pace, clock
from ingest.events import FileFinished, FilesFound, IngestEvent, IngestReport, PagesRead, PassagesEmbedded


def finished(n_chunks: int, n_bytes: int) -> FileFinished:
    return FileFinished(IngestReport("a.md", "added", n_chunks=n_chunks), n_bytes)


def follow(*events: tuple[float, IngestEvent]) -> Pace:
    pace = Pace(started=0.0)
    for now, event in events:
        pace = pace.after(event, now)
    return pace


def test_rate_and_time_left_by_hand() -> None:
    """10 passages a second; 20 of the file at work are left, and 100 bytes at a passage for 5 bytes."""
    pace = follow(
        (0, FilesFound(3, 1000)),
        (0, PassagesEmbedded("a", 0, 100)),
        (10, PassagesEmbedded("a", 100, 100)),
        (10, finished(100, 500)),
        (10, PassagesEmbedded("b", 0, 80)),
        (16, PassagesEmbedded("b", 60, 80)),
    )
    assert pace.rate == pytest.approx(10)
    assert pace.seconds_left == pytest.approx((20 + (500 / 5 - 80)) / 10)


def test_vectors_that_were_there_are_no_work() -> None:
    pace = follow((0, FilesFound(1, 10)), (0, PassagesEmbedded("a", 90, 100)), (5, PassagesEmbedded("a", 100, 100)))
    assert pace.rate == pytest.approx(2)


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([], id="nothing"),
        pytest.param([(0.0, FilesFound(1, 10)), (3.0, PagesRead("a", 32, 500))], id="reading"),
        pytest.param([(0.0, PassagesEmbedded("a", 0, 9)), (0.1, PassagesEmbedded("a", 9, 9))], id="too early"),
        pytest.param([(0.0, FilesFound(1, 10)), (9.0, finished(5, 10))], id="unchanged files"),
    ],
)
def test_too_early_to_say(events: list[tuple[float, IngestEvent]]) -> None:
    pace = follow(*events)
    assert (pace.rate, pace.seconds_left) == (None, None)


EVENTS = st.one_of(
    st.builds(FilesFound, st.integers(0, 9), st.integers(0, 999)),
    st.integers(0, 9).flatmap(lambda n: st.builds(PassagesEmbedded, st.just("a"), st.integers(0, n), st.just(n))),
    st.builds(finished, st.integers(0, 99), st.integers(0, 999)),
)


@given(st.lists(EVENTS, max_size=20))
def test_never_negative(events: list[IngestEvent]) -> None:
    pace = follow(*((float(n), event) for n, event in enumerate(events)))
    assert pace.n_bytes_left >= 0
    assert pace.seconds_left is None or pace.seconds_left >= 0 or pace.n_embedded < 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        pytest.param(0.4, "0:00", id="none"),
        pytest.param(75, "1:15", id="minutes"),
        pytest.param(3723, "1:02:03", id="hours"),
    ],
)
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text
