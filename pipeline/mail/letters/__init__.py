"""What is mailed: answers, reminders, the morning letter; their texts, and the server that sends them."""
