"""The stages, in the order of a file's way. The table of contents of what the program does.

day      one file: claimed, read, identified, matched, checked, answered; an officer's decisions likewise
mail     the same for what comes by mail, and what is sent
night    the county: consolidated, published, reminded of, reported
again    what came before, under another plan or other words
service  all of it, by day and night

Beside them what every stage stands on: the installation, the desk at which children work, the examination itself.
No stage calls a later one, and nothing below this room calls a stage.
"""
