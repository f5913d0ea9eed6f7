"""What the reader and the commands both do: choose a project, open sources, run suggestions over an article, export."""
