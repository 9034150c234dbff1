"""Text to vectors: exported once by sentence-transformers, served by onnxruntime."""
