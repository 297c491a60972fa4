"""What happens at the set time.

The county built anew, published, reminders and the morning letter. Nothing here takes files in.
"""
