"""Who applies, and with what: candidates, their modules, their dossiers."""
