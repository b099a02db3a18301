"""Pages about certificates: the office's, the holder's, everybody's."""
