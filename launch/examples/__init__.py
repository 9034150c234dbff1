"""The sheets' code examples, collected and run with the network closed."""
