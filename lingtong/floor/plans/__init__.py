"""Emergency plans: what is switched, at one press, when more calls come than can be served."""
