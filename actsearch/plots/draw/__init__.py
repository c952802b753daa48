"""How pictures are drawn; only here matplotlib is imported, and only when something is drawn."""
