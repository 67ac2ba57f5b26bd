"""A typesetter of newspaper pages: plain text with exact gold, from raw news.

Reading path: corpus (what is printed) -> sheet (articles, spans, blocks) -> styles
(what a house style puts where) -> layout (blocks to lines) -> defects (what a text layer
does to them) -> gold (lines to a page of FORMAT.md). A style drawn at random is house (what
is drawn) and wild (the page printed by it).
"""
