"""Source → Outline: ordinals, headings, points, head and tail."""
