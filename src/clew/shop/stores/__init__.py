"""Where the shop is kept, one file a technology."""
