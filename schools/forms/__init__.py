"""Forms: what was typed, cleaned and judged by the rules."""
