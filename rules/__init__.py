"""The regulation: Annexe 2, « La certification », articles A1 to A12 and decisions D1 to D14.

Pure Python: no Django, no clock, no input or output. Services ask these functions; nobody repeats them.
The table article → function → test stands in docs/regulation.md.
"""
