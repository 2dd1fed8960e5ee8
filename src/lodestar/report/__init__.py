"""Draws what others computed: texts, Markdown and self-contained pages, in English and Chinese."""
