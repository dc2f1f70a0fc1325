"""At work, whatever the channel: conversations, actions, mornings, delivery."""
