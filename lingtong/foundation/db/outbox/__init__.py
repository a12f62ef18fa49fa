"""Facts that left with a commit and wait to be published. A crash between the two publishes them later."""
