"""The stages in order: receive, examine, answer, consolidate. The table of contents of what the program does."""
