"""Pure.

How time limits are read (time_limits), what an entry fulfils (matching), what is wrong (checks). No IO.
"""
