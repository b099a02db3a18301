"""Pages about candidates (the office's) and dossiers (the candidate's)."""
