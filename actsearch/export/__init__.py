"""Take a model away: its files, the same network in other libraries, ONNX, and a model card."""
