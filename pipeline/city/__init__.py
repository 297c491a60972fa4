"""A city of counties: many working folders, their nights run as tasks on Dask, their sheets put together.

What is true of a county is settled in its own folder, by the same night as anywhere; nothing of that stands here.
"""
