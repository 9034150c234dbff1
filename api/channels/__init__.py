"""Where else the tutor is spoken with: one package for each channel."""
