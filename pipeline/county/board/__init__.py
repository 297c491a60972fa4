"""The status page (看板): the morning view of 总览 as one static page that needs nothing else."""
