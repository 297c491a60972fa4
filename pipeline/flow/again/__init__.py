"""What is archived, judged once more: under other rules for trial (dry_run) or for good (recheck)."""
