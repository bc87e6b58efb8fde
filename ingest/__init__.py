"""How a file becomes searchable: loading, layout, normalisation, chunking, embedding, the pipeline."""
