"""Training of the model that tells acts from words alone and from refusals."""
