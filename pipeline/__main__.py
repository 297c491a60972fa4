"""``python -m pipeline`` is the same as ``taizhang``."""

from pipeline.cli import main

main()
