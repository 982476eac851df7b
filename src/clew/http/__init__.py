"""The door: what machines and browsers ask over HTTP, and what they are answered."""
