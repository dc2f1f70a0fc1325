"""The bot: it answers from the plan, reminds of what is due, keeps the ledger, and takes in revisions."""
