"""Says a project in Open Semantic Interchange and reads such documents. Pure: texts and values, no files."""
