"""Claims: attributed statements, their sources and chains, and how sure the text makes them."""
