"""The mails of the register: what came, what is to be sent, what was."""
