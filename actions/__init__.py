"""The tutor's skills: what it does when the dialogue has understood what is wanted."""
