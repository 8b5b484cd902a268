"""The languages in which the shipped rules know what people say."""

SPOKEN: tuple[str, ...] = (
    "en", "es", "de", "fr", "it", "pt", "pl", "nl", "zh", "tr", "ru", "ar", "hi", "ja", "ko", "id",
)  # fmt: skip
