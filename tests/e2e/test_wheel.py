"""The wheel holds all that Junkan needs: installed into an environment of its own and run from an empty folder."""

import importlib.util
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.e2e.console import clean_environment

ROOT = Path(__file__).parents[2]
PACKAGES = ("corpus", "ingest", "assistant", "prompts", "eval")
PROBE = """
from pathlib import Path
import corpus, prompts
from assistant.draft import load_template
from assistant.wording import load_wording
from corpus.samples import load_samples
from corpus.taxonomy import load_aliases, load_indicators
from eval.references import BUNDLED, load_references
assert all(sample.file.is_file() and sample.markdown.is_file() for sample in load_samples())
assert load_aliases() and load_indicators() and load_references(BUNDLED)
for template in (Path(prompts.__file__).parent / "drafts").glob("*.toml"):
    load_template(template.stem)
print(Path(corpus.__file__).parents[1])
"""

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("hatchling") is None, reason="needs hatchling, which builds the wheel"
)


def run(*command: object, cwd: Path) -> str:
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=clean_environment(), capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    return out / run(sys.executable, "-c", build, out, cwd=ROOT).split()[-1]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """A fresh environment with the wheel; the packages it depends on are borrowed from this one."""
    made = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", made, cwd=made)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", made / "bin" / "python")
    run(*pip, "install", "-q", "--no-deps", "--no-index", "--root-user-action=ignore", wheel, cwd=made)
    (packages,) = made.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return made


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    wanted = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    assert len(wanted) > 100
    assert wanted <= inside
    assert not any(name.startswith(("tests/", "docs/", "scripts/")) for name in inside)


@pytest.mark.skipif(sys.platform == "win32", reason="environments are laid out otherwise there")
def test_it_runs_from_an_empty_folder(environment: Path, tmp_path: Path) -> None:
    python, junkan = environment / "bin" / "python", environment / "bin" / "junkan"
    packages = run(python, "-c", PROBE, cwd=tmp_path).strip()
    assert Path(packages).resolve().is_relative_to(environment.resolve())
    assert run(junkan, "--help", cwd=tmp_path).startswith("使い方: junkan")
    assert run(junkan, "eval", "--help", cwd=tmp_path).startswith("使い方: junkan eval")
    assert "cps_report_2025" in run(junkan, "corpus", "list", cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []
