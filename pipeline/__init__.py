"""Collects, checks and merges the open-government ledgers (政务公开工作台账) of a county's departments."""

import os

__version__ = "1.0.0"

# A ledger's matrix product takes a millisecond. BLAS threads would cost more than they give, in every child again.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
