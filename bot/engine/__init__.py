"""At work, whatever the channel: what is asked, what is done, and what goes on by itself."""
