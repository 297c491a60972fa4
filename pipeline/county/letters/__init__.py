"""Official letters (通报, 催办函, 简报) as Word documents: the county's figures in templates of the center."""
