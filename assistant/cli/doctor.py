"""`junkan doctor`: what is there, what is missing, and what that means."""

import importlib.metadata
import platform
import shutil
import time

from assistant.cli.options import Home, settings_and_wording, write_line
from corpus.errors import JunkanError, LibraryNotFound

_PACKAGES = (
    "chromadb",
    "tantivy",
    "pypdf",
    "pypdfium2",
    "fugashi",
    "langchain-core",
    "onnxruntime",
    "tokenizers",
    "gradio",
    "openpyxl",
    "python-docx",
)
_PROGRAMS = {"chromium": "chromium", "soffice": "libreoffice-writer-nogui", "tesseract": "tesseract-ocr-jpn"}


def doctor(home: Home = None) -> int:
    """Check packages, dictionary, model, library and optional programs; 1 where something needed fails, else 0."""
    from assistant.service import Assistant, model_in_force
    from ingest.embedding import BUNDLED_MODEL, is_prepared, is_sound, load_embedder
    from ingest.morphology import morphemes

    settings, wording = settings_and_wording(home)
    n_failed = 0

    def line(state: str, what: str, detail: str = "") -> None:
        write_line(f"{wording.say('doctor.' + state)}\t{what}\t{detail}".rstrip())

    line("ok", wording.say("doctor.python"), platform.python_version())
    for name in _PACKAGES:
        try:
            line("ok", wording.say("doctor.package", name=name), importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            n_failed += 1
            line("failed", wording.say("doctor.package", name=name))
    line("ok" if morphemes("循環経済") else "failed", wording.say("doctor.dictionary"))
    try:
        started = time.perf_counter()
        embedder = load_embedder(model_in_force(settings, create=True), settings.embedding)
        embedder.embed_query("循環経済")
        seconds = time.perf_counter() - started
        line("ok", wording.say("doctor.model", name=embedder.model), f"{embedder.dimension}, {seconds:.2f} s")
        if is_prepared(settings.models) and not is_sound(settings.models):
            n_failed += 1
            line("failed", wording.say("doctor.model", name=BUNDLED_MODEL), wording.say("doctor.prepare_again"))
        with Assistant.open(settings) as assistant:
            counts = assistant.library.counts()
        detail = wording.say("doctor.documents", n_documents=counts.n_documents, n_chunks=counts.n_chunks)
        line("ok", wording.say("doctor.home", path=settings.home), detail)
    except LibraryNotFound:
        line("missing", wording.say("doctor.home", path=settings.home), wording.say("doctor.no_home"))
    except JunkanError as error:
        n_failed += 1
        line("failed", wording.say("doctor.home", path=settings.home), error.sentence(wording.lang))
    for name, package in _PROGRAMS.items():
        state = "ok" if shutil.which(name) else "missing"
        line(state, wording.say("doctor.program", name=name, package=package))
    return 1 if n_failed else 0
