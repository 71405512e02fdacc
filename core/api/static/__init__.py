"""Static files: scripts and style sheets, the first document and the phone's page."""
