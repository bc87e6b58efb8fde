"""What the operating system and SQLite say in English, in Japanese."""

import errno
import os
import re

_ERRORS = {
    errno.ENOENT: "ファイルまたはフォルダーがありません",
    errno.EACCES: "アクセス権がありません",
    errno.EPERM: "操作が許可されていません",
    errno.ENOSPC: "ディスクの空きがありません",
    errno.EDQUOT: "割り当てられた容量を超えました",
    errno.EROFS: "読み取り専用です",
    errno.EISDIR: "フォルダーです",
    errno.ENOTDIR: "フォルダーではありません",
    errno.EEXIST: "同じ名前のものが既にあります",
    errno.ENOTEMPTY: "フォルダーが空ではありません",
    errno.EBUSY: "使用中です",
    errno.EIO: "ディスクの読み書きに失敗しました",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.EMFILE: "開いているファイルが多すぎます",
    errno.ENFILE: "開いているファイルが多すぎます",
    errno.EFBIG: "ファイルが大きすぎます",
    errno.ELOOP: "リンクが循環しています",
    errno.EXDEV: "別のディスクにまたがる操作です",
    errno.ETIMEDOUT: "時間切れです",
    errno.ECONNREFUSED: "接続を拒否されました",
    errno.ECONNRESET: "接続が切れました",
    errno.ENETUNREACH: "ネットワークにつながりません",
    errno.EHOSTUNREACH: "相手のコンピューターに届きません",
    errno.EADDRINUSE: "使用中のアドレスです",
    errno.EADDRNOTAVAIL: "この機械のアドレスではありません",
    errno.ENOMEM: "メモリーが足りません",
}
# As SQLite, tantivy and name resolution word the same.
_PHRASES = {
    "database or disk is full": _ERRORS[errno.ENOSPC],
    "attempt to write a readonly database": _ERRORS[errno.EROFS],
    "disk I/O error": _ERRORS[errno.EIO],
    "unable to open database file": _ERRORS[errno.EACCES],
    "Disk quota exceeded": _ERRORS[errno.EDQUOT],
    "Name or service not known": "名前からアドレスが分かりません",
    "Temporary failure in name resolution": "名前からアドレスを調べられません",
    "No address associated with hostname": "名前にアドレスがありません",
}
_IN_JAPANESE = {**{os.strerror(number): text for number, text in _ERRORS.items()}, **_PHRASES}
_KNOWN = re.compile("|".join(re.escape(text) for text in sorted(_IN_JAPANESE, key=len, reverse=True)))


def in_japanese(text: str) -> str:
    """The text with every reason that is known in Japanese; the rest, and Japanese text, as it is."""
    return _KNOWN.sub(lambda found: _IN_JAPANESE[found.group()], text)
