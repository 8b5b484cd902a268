"""Vectors of texts: each made once, kept a while, and never a failure of the caller."""

import datetime as dt

import numpy as np
import pytest
import time_machine
from django.utils import timezone

from conversations.encoding.endpoint import EndpointEncoder
from conversations.encoding.failures import encoder_failures
from conversations.models import TextVector
from conversations.services.vectors import KEPT, sweep_vectors, vectors_of
from tests.standins.embeddings import EmbeddingsStandIn, with_body

pytestmark = pytest.mark.django_db


def counted(kind: str) -> float:
    return encoder_failures().labels(kind)._value.get()


def test_a_text_is_encoded_once_and_its_kept_vector_is_the_same() -> None:
    with EmbeddingsStandIn() as server:
        encoder = EndpointEncoder(server.base_url, "model", 4)
        first = vectors_of(["eel", "dog", "eel"], encoder=encoder)
        again = vectors_of(["dog", "eel", "a new one"], encoder=encoder)
        assert [asked.json["input"] for asked in server.asked] == [["eel", "dog"], ["a new one"]]
        assert vectors_of(["dog"], encoder=EndpointEncoder(server.base_url, "other", 4)) is not None
        assert len(server.asked) == 3, "another model's vectors are others"
    assert first is not None
    assert again is not None
    assert (first[0] == first[2]).all()
    assert (first[0] == again[1]).all()
    np.testing.assert_allclose(np.linalg.norm(again, axis=1), 1.0, atol=1e-5)


def test_a_failure_is_logged_and_counted_and_gives_no_vectors(caplog) -> None:
    before = counted("unavailable")
    with EmbeddingsStandIn(spoil=with_body({}, 500)) as server:
        assert vectors_of(["secret words"], encoder=EndpointEncoder(server.base_url, "model", 4)) is None
    assert counted("unavailable") == before + 1
    assert [record.message for record in caplog.records] == ["encoder.failed"]
    assert not TextVector.objects.exists()


def test_no_encoder_means_no_vectors_and_no_query(django_assert_num_queries, settings) -> None:
    settings.ENCODER = "none"
    with django_assert_num_queries(0):
        assert vectors_of(["words"]) is None


def test_old_vectors_are_swept_and_young_ones_stay() -> None:
    with EmbeddingsStandIn() as server:
        encoder = EndpointEncoder(server.base_url, "model", 4)
        with time_machine.travel(timezone.now() - KEPT - dt.timedelta(minutes=1)):
            vectors_of(["old"], encoder=encoder)
        vectors_of(["young"], encoder=encoder)
        assert (sweep_vectors(), sweep_vectors()) == (1, 0)
        vectors_of(["old", "young"], encoder=encoder)
        assert [asked.json["input"] for asked in server.asked] == [["old"], ["young"], ["old"]]
