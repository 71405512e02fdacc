"""The frame of every screen: its guide, its layout, its notices and its end."""
