"""The status page (看板): the morning view of 总览 as one static page that needs nothing else."""

from pipeline.consolidation.board.page import status_page

__all__ = ["status_page"]
