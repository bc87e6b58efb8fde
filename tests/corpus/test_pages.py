import pytest

from corpus.rows import page_from_row, page_to_row
from corpus.values import Page

TEXT = "回収量は増えた。\n利用率は三割\nである。\n回収量は増えた。\n課題は品質である。"
PICTURE = (TEXT.index("利用率"), TEXT.index("課題"))  # the second and what follows up to the last line


@pytest.mark.parametrize(
    ("quote", "is_recognised"),
    [
        pytest.param("利用率は三割である。", True, id="in the picture, its line break joined"),
        pytest.param("課題は品質である。", False, id="outside"),
        pytest.param("回収量は増えた。", False, id="both in the picture and outside"),
        pytest.param("回収量は増えた。課題は品質である。", True, id="half of it in the picture"),
        pytest.param("費用は下がった。", False, id="nowhere"),
    ],
)
def test_a_quote_is_recognised_where_it_stands_nowhere_but_in_a_picture(quote: str, *, is_recognised: bool) -> None:
    assert Page(1, TEXT, recognised_parts=(PICTURE,)).is_recognised(quote) == is_recognised
    assert Page(1, TEXT, recognised=True).is_recognised(quote)
    assert not Page(1, TEXT).is_recognised(quote)


def test_what_was_read_in_pictures_is_kept_with_the_page() -> None:
    page = Page(1, TEXT, recognised_parts=(PICTURE,), n_unread_pictures=3)
    assert page_from_row(page_to_row(page)) == page
