"""Files that browsers keep: scripts, the first document and the phone's page."""
