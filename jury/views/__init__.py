"""Pages of juries: the office's, the jurors', and the candidate's result."""
