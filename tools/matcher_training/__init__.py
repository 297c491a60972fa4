"""Training the matcher: labelled data, fitting, honest evaluation."""
