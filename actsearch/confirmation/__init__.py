"""A confirmation: what is stored of it, who is still in its race, and what it says in the end."""
