"""Where venues are kept; each module names one technology."""
