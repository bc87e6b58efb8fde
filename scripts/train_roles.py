"""Makes the model of roles from the labelled statements of the repository: `make roles`."""

from pathlib import Path

from corpus.roles import load_labelled_statements
from ingest.roles.model import FILE_NAME, as_bytes
from ingest.roles.training import train

if __name__ == "__main__":
    target = Path(__file__).parent.parent / "ingest" / "roles" / FILE_NAME
    target.write_bytes(as_bytes(train(load_labelled_statements())))
