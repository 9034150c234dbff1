"""The HTTP side of the tutor: sessions, limits, routes, the page."""
