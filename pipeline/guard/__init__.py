"""The door: settled files claimed from the inbox, and children with limits in which outside files are opened."""
