"""What pictures show, as frozen tables of numbers; nothing here knows how they are drawn."""
