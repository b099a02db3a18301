"""Files as they come in: cut off while streaming, known by their content, made harmless, named as data.

Nothing here knows a model: `candidates.services.files` keeps what comes out.
"""
