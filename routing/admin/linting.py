"""Tells the linter of the rules what only this floor knows: acknowledgements, calendars and SLA."""

from routing.rehearsal.lint import acknowledgement_texts, check_promises
from triggers.services.lint import add_check, offer_texts

offer_texts(acknowledgement_texts)
add_check(check_promises)
