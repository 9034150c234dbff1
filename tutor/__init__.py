"""The tutor: what a learner knows, and what to ask next."""
