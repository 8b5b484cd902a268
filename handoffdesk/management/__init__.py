"""The commands of manage.py that belong to no floor below."""
