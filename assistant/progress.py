"""How fast a run of ingestion goes and how long it will take, from its events."""

from dataclasses import dataclass, replace

from ingest.events import FileFinished, FilesFound, IngestEvent, PassagesEmbedded

_LEAST_SECONDS = 1.0  # sooner a rate says nothing


@dataclass(frozen=True, slots=True)
class Pace:
    """What a run has done so far. Start with `Pace(started=now)`, then follow it with `after`.

    Attributes:
        started: When the run began, in seconds of the caller's clock.
        now: When the last event came.
        n_embedded: Passages embedded, those left out that had their vector before.
        n_passages: Passages of the files that are finished.
        n_bytes_read: Size of the files that are finished and had passages to embed.
        n_bytes_left: Size of the files that are not finished.
        n_done: Passages of the file at work that have their vector.
        n_total: Passages of the file at work; 0 for none.
    """

    started: float
    now: float = 0.0
    n_embedded: int = 0
    n_passages: int = 0
    n_bytes_read: int = 0
    n_bytes_left: int = 0
    n_done: int = 0
    n_total: int = 0

    def after(self, event: IngestEvent, now: float) -> "Pace":
        """The pace after an event that came at the time now."""
        match event:
            case FilesFound(_, n_bytes):
                return replace(self, now=now, n_bytes_left=n_bytes)
            case PassagesEmbedded(_, n_done, n_total):
                begins = self.n_total == 0
                n_new = 0 if begins else n_done - self.n_done
                return replace(
                    self, now=now, n_embedded=self.n_embedded + n_new, n_done=n_done, n_total=max(n_total, 1)
                )
            case FileFinished(report, n_bytes):
                embedded = self.n_total > 0
                return replace(
                    self,
                    now=now,
                    n_passages=self.n_passages + (report.n_chunks if embedded else 0),
                    n_bytes_read=self.n_bytes_read + (n_bytes if embedded else 0),
                    n_bytes_left=max(0, self.n_bytes_left - n_bytes),
                    n_done=0,
                    n_total=0,
                )
            case _:
                return replace(self, now=now)

    @property
    def rate(self) -> float | None:
        """Passages embedded per second; None where it is too early to say."""
        seconds = self.now - self.started
        return self.n_embedded / seconds if self.n_embedded and seconds >= _LEAST_SECONDS else None

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes if it is like what was done; None where it is too early to say."""
        rate = self.rate
        if rate is None:
            return None
        n_here = max(0, self.n_total - self.n_done)
        per_byte = self.n_passages / self.n_bytes_read if self.n_bytes_read else 0.0
        n_later = max(0.0, per_byte * self.n_bytes_left - self.n_total)  # the file at work is among those left
        return (n_here + n_later) / rate


def clock(seconds: float) -> str:
    """Seconds as "0:07", "12:30" or "1:02:03"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
