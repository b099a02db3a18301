"""Acts on candidates and dossiers, until a jury takes over: registration, writing, submission, outcome."""
