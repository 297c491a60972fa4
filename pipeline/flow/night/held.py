"""How systems and shares say that somebody has a file open."""

from __future__ import annotations

import errno

HELD = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY})
