import socket
from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from assistant.web.server import serve_page
from assistant.wording import load_wording
from corpus.errors import InvalidSetting, UsageError


def test_taken_port_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            Assistant.open(Settings(home=tmp_path, port=port), create=True) as assistant,
            pytest.raises(UsageError, match=f"{port} は使われています"),
        ):
            serve_page(assistant, load_wording("ja"))


def test_address_of_another_machine_is_refused(tmp_path: Path) -> None:
    with (
        Assistant.open(Settings(home=tmp_path, host="192.0.2.1", port=0), create=True) as assistant,
        pytest.raises(InvalidSetting, match="host"),
    ):
        serve_page(assistant, load_wording("ja"))
