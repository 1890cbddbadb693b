"""The published models: one module each with `run(settings, seed)`."""
