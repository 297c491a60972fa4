"""How far measures have got: what units say of it, the periods of what recurs, and what that comes to."""
