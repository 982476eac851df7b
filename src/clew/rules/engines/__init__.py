"""The engines that run compiled tables."""
