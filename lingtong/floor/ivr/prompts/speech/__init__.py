"""Services that speak texts or recognize speech, and what they have spoken."""
