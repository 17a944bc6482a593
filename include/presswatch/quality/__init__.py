"""The gate: what a day must fulfil before it is published. The only package that imports Great Expectations."""
