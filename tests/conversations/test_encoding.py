"""Sentence vectors: the embedded model as it is, and a server that answers well and badly."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from django.core.exceptions import ImproperlyConfigured

from conversations.breaker import FAILURES
from conversations.encoding import endpoint
from conversations.encoding.base import LONGEST_BYTES, LONGEST_TEXT, EncoderFault, cut
from conversations.encoding.choose import current_encoder
from conversations.encoding.embedded import EmbeddedEncoder, is_installed
from conversations.encoding.endpoint import BATCH, EndpointEncoder
from handoffdesk import env
from tests.standins.embeddings import EmbeddingsStandIn, cut_after, entry, late, with_body
from tests.standins.server import Reply

ODD = ("", " ", "\0", "a\0b", "🆘", "👩‍👩‍👧‍👦" * 9, "\ud83d", "मुझे किसी से बात करनी है", "x" * 1_000_000, "我" * 4_000)
VECTOR = [1.0, 2.0, 3.0, 4.0]


@pytest.fixture
def _known_breaker() -> Iterator[None]:
    yield
    endpoint.breaker.forget()


@pytest.mark.skipif(not is_installed(), reason="there is a package for Linux on x86-64 alone")
def test_the_embedded_model_gives_every_text_a_vector_and_ten_threads_the_same() -> None:
    encoder = EmbeddedEncoder()
    with ThreadPoolExecutor(10) as threads:
        rounds = list(threads.map(lambda _: encoder.encode(ODD), range(10)))
    assert rounds[0].shape == (len(ODD), encoder.dimensions)
    assert rounds[0].dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rounds[0], axis=1), 1.0, atol=1e-5)
    assert all((other == rounds[0]).all() for other in rounds)
    asked, same, other = encoder.encode(["can I talk to a person", "puis-je parler à quelqu’un", "the weather is nice"])
    assert asked @ same > asked @ other


def test_what_is_read_of_a_text_is_short_and_has_both_its_ends() -> None:
    for text in (*ODD, "beginning " + "word " * 5_000 + "end", "начало " + "слово " * 900 + "конец"):
        read = cut(text)
        assert len(read) <= LONGEST_TEXT + 1
        assert len(read.encode()) <= LONGEST_BYTES + 1
        assert cut(read) == read or len(text) > LONGEST_TEXT
    assert cut("beginning " + "word " * 5_000 + "end").split()[0] == "beginning"
    assert cut("начало " + "слово " * 900 + "конец").split()[-1] == "конец"


def test_a_server_gives_each_text_its_own_vector_however_many_there_are() -> None:
    texts = ["e" * number for number in range(BATCH + 5)]
    with EmbeddingsStandIn() as server:
        encoder = EndpointEncoder(server.base_url, "someone/multilingual-e5-small", 4, api_key="key")
        found = encoder.encode(texts)
        assert [len(asked.json["input"]) for asked in server.asked] == [BATCH, 5]
        assert server.asked[0].headers["authorization"] == "Bearer key"
        assert server.asked[0].json["input"][1] == "query: e"
        expected = np.array([server.vector("query: " + text) for text in texts])
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-6)
    assert (encoder.name, found.shape) == ("multilingual-e5-small", (BATCH + 5, 4))


BAD = {
    "late": (late(30), "timeout"),
    "cut": (cut_after(10), "timeout"),
    "wrong dimensions": (with_body({"data": [entry(0, [1.0])]}), "invalid"),
    "too few": (with_body({"data": []}), "invalid"),
    "twice the same": (with_body({"data": [entry(0, VECTOR), entry(0, VECTOR)]}), "invalid"),
    "no numbers": (with_body({"data": [entry(0, ["a"] * 4), entry(1, VECTOR)]}), "invalid"),
    "not finite": (with_body({"data": [entry(0, [float("nan")] * 4), entry(1, VECTOR)]}), "invalid"),
    "without length": (with_body({"data": [entry(0, [0.0] * 4), entry(1, VECTOR)]}), "invalid"),
    "no list": (with_body(["data"]), "invalid"),
    "garbage": (lambda _: Reply(200, b"<html>proxy error</html>"), "invalid"),
    "too many requests": (with_body({"error": "slow down"}, 429), "unavailable"),
    "broken": (with_body({}, 500), "unavailable"),
    "wrong key": (with_body({}, 401), "refused"),
}


@pytest.mark.usefixtures("_known_breaker")
@pytest.mark.parametrize("name", BAD)
def test_a_server_that_answers_badly_is_a_fault_with_a_name(name: str) -> None:
    spoil, kind = BAD[name]
    with EmbeddingsStandIn(spoil=spoil) as server, pytest.raises(EncoderFault) as fault:
        EndpointEncoder(server.base_url, "model", 4, timeout=0.3).encode(["secret words", "more"])
    assert fault.value.kind == kind
    assert "secret" not in fault.value.reason


@pytest.mark.usefixtures("_known_breaker")
def test_a_server_that_fails_again_and_again_is_not_asked_for_a_while() -> None:
    with EmbeddingsStandIn(spoil=with_body({}, 503)) as server:
        encoder = EndpointEncoder(server.base_url, "model", 4)
        kinds = []
        for _ in range(FAILURES + 1):
            with pytest.raises(EncoderFault) as fault:
                encoder.encode(["words"])
            kinds.append(fault.value.kind)
        assert kinds == ["unavailable"] * FAILURES + ["paused"]
        assert len(server.asked) == FAILURES


def test_the_desk_has_the_encoder_that_its_settings_name(settings, monkeypatch) -> None:
    settings.ENCODER = "none"
    assert current_encoder() is None
    settings.ENCODER = ""
    assert isinstance(current_encoder(), EmbeddedEncoder) is is_installed()
    settings.ENCODER, settings.ENCODER_URL, settings.ENCODER_MODEL = "endpoint", "http://10.0.0.9/v1/", "model"
    settings.ALLOWED_PRIVATE_CIDRS = []
    encoder = current_encoder()
    assert encoder is not None
    with pytest.raises(EncoderFault, match="not public"):
        encoder.encode(["an address inside the network that nobody allowed"])
    monkeypatch.setenv("ENCODER", "embeded")
    with pytest.raises(ImproperlyConfigured, match="ENCODER must be one of"):
        env.choice("ENCODER", ("none", "embedded"))
