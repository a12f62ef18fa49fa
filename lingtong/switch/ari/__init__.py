"""The only place that speaks to Asterisk while calls go on."""
