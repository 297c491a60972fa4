"""The register of all that happened (SQLAlchemy, SQLite by default) and the archive of originals by sha256."""
