"""The admin: every page opens, saves, keeps secrets, and lets nobody in who is no admin."""
