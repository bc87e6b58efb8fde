"""Serves the page until it is interrupted."""

import errno
import os
import socket
import sys
import tempfile

from assistant.interruption import interruptible
from assistant.service import Assistant
from assistant.wording import Wording
from corpus.errors import InvalidSetting, UsageError


def serve_page(assistant: Assistant, wording: Wording) -> None:
    """Serve the page on the host and port of the settings until Ctrl+C or SIGTERM, then return.

    Port 0 takes a free one. The address is written to stderr once the page can be opened. Uploads wait in a folder of
    their own that goes when the server goes. Call it from the main thread: it listens to signals.

    Raises:
        UsageError: the port is taken.
        InvalidSetting: the host is no address of this machine, or the port may not be used.
    """
    host = assistant.settings.host
    port = _free_port(host, assistant.settings.port, wording)
    with interruptible() as stopped, tempfile.TemporaryDirectory(prefix="junkan-uploads-") as uploads:
        # Read when the framework is imported: no telemetry, no look-up of newer versions, no folder of others.
        os.environ |= {
            "GRADIO_ANALYTICS_ENABLED": "False",
            "GRADIO_TEMP_DIR": uploads,
            "HF_HUB_OFFLINE": "1",
        }
        from assistant.web.page import open_page

        with open_page(assistant, wording, host=host, port=port):
            shown = f"[{host}]" if ":" in host else host
            sys.stderr.write(wording.say("serve.ready", address=f"http://{shown}:{port}") + "\n")
            sys.stderr.flush()
            stopped.wait()


def _free_port(host: str, port: int, wording: Wording) -> int:
    """The port, or a free one for 0, after trying that it can be listened on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(detail=wording.say("serve.port_in_use", port=port)) from error
        name = "port" if error.errno == errno.EACCES else "host"
        detail = error.strerror or str(error)
        raise InvalidSetting(name=name, detail=f"{host}:{port} ({detail})") from error
