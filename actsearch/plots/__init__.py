"""Pictures: what they show, as numbers (``data``), and how they are drawn (``draw``)."""
