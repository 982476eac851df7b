"""Places: venues, levels, zones, connectors, surveys; maps in and out."""
