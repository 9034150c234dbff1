"""The learner store: the truth about who has learnt what."""
