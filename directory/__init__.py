"""What is offered, by whom, to whom, and whether someone checked it.

This house keeps the listings with their conditions, lets the secretariat vet them with four eyes, and answers the one
question a caseworker asks: which of these services can this woman really use, what must I ask first, and what would
have to change. The facts about her are used for one answer and are never stored.
"""
