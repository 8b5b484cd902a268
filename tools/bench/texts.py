"""What the customers of the bench say: some six hundred different questions, put together from parts."""

from itertools import product

OPENINGS = ("", "Hello, ", "Good evening! ", "Hi there, ", "Excuse me, ", "One more thing: ")
ASKED = (
    "which payment methods do you accept for",
    "how long does delivery take for",
    "could you tell me when I will receive",
    "do you also have in dark green",
    "can I change the delivery date of",
    "what are the measurements of",
    "is it possible to pay in two parts for",
    "I would like to know how I should clean",
    "where can I see the status of",
    "do you deliver to a pick-up station",
)
THINGS = (
    "the two chairs that I ordered on Monday?",
    "order 48213?",
    "the larger shelf of solid wood?",
    "this lamp with the bulb?",
    "the waterproof jacket in my size?",
    "my parcel to the islands?",
    "the table from your spring catalogue?",
    "the blue carpet, two by three metres?",
    "the garden bench and its cushions?",
    "a set of six glasses?",
)
# None of them makes a rule of the shipped preset fire: the AI has the floor, the engine looks at every rule.
QUESTIONS = tuple(f"{opening}{asked} {thing}" for thing, opening, asked in product(THINGS, OPENINGS, ASKED))
# Neighbours in the list differ in one part; this many steps on, in all of them.
STEP = 71
# Fires "asks for a person".
FOR_A_PERSON = "I want to talk to a human"


def question(number: int) -> str:
    """Return what customer message `number` says."""
    return QUESTIONS[number * STEP % len(QUESTIONS)]
