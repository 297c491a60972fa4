"""A file's way from the door to its receipt.

Take_in, receive, versions, hand_out, answer. Nothing here waits for a set time.
"""
