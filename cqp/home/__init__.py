"""The landing page of each role: what must I do now, what am I waiting for, since when."""
