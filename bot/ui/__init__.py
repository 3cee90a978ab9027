"""What people see: cards, custom ids, and the one way to answer an interaction."""
