"""The regulation, played: candidates, jurors and managers act through the real services."""
