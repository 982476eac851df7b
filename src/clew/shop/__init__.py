"""What the shop sells, what its players bought and looked at, and what they are likely to want."""
