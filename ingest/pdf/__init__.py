"""PDF → pages, inside a process of its own that can be ended: `ingest.pdf.child` runs there, `ingest.loaders.pdf` here.

pages and drawing read with PDFium, ruling finds grids, tables fills them, text writes the page; second and recognition
help where PDFium's text cannot be read. Nothing here imports more than it needs: a process is started for every file.
"""
