"""Public documents from their publishers' addresses."""

import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from corpus.catalogue import PublicDocument
from corpus.errors import InputError, OutputError

_TIMEOUT_SECONDS = 30.0
_MAX_BYTES = 200_000_000
_BLOCK = 1 << 16


def fetch(document: PublicDocument, folder: Path) -> Path:
    """The path of the downloaded file: "<id>.pdf" in the folder, whole or not there.

    Raises:
        InputError: it has no address, or its publisher does not hand it out.
        OutputError: the folder cannot be written.
    """
    address = document.address or ""
    if urlsplit(address).scheme != "https":
        raise InputError(source=document.id, detail="目録に所在（https）がありません。")
    target = folder / f"{document.id}{Path(urlsplit(address).path).suffix or '.pdf'}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".fetch.", delete=False) as file:
            part = Path(file.name)
    except OSError as error:
        raise OutputError(path=folder, detail=error.strerror or str(error)) from error
    try:
        _download(address, part)
        part.replace(target)
    except (OSError, ValueError) as error:  # URLError is an OSError
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise InputError(source=address, detail=str(reason)) from error
    finally:
        part.unlink(missing_ok=True)
    return target


def _download(address: str, target: Path) -> None:
    request = urllib.request.Request(address, headers={"User-Agent": "junkan"})  # noqa: S310  # https only, see above
    with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response, target.open("wb") as file:  # noqa: S310
        n_bytes = 0
        while block := response.read(_BLOCK):
            n_bytes += len(block)
            if n_bytes > _MAX_BYTES:
                raise ValueError(f"> {_MAX_BYTES} bytes")
            file.write(block)
