"""What an adapter gets to verify: the call as the provider signed it, whatever a stranger puts into its headers."""

import pytest

from handoffdesk.webhooks.calls import describe_call


def test_the_address_that_was_signed_is_the_public_one_whatever_the_headers_say(settings, rf):
    settings.PUBLIC_BASE_URL, settings.ALLOWED_HOSTS = "https://desk.example.com", ["*"]
    body = b"From=%2B12025550142&Body=a+b&Body=&Empty="
    request = rf.post(
        "/hooks/sms/abc/?x=%C3%A9&y=a+b",
        body,
        content_type="application/x-www-form-urlencoded; charset=utf-8",
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "ftp"},
    )
    call = describe_call(request, body)
    assert (call.method, call.url) == ("POST", "https://desk.example.com/hooks/sms/abc/?x=%C3%A9&y=a+b")
    assert call.form == (("From", "+12025550142"), ("Body", "a b"), ("Body", ""), ("Empty", ""))
    assert call.body is body
    assert (call.header("host"), call.header("x-nothing")) == ("evil.example", "")


@pytest.mark.parametrize("body", [b"\xff=1", b"a=1&" * 1_001])
def test_a_form_that_no_provider_sends_has_no_fields(rf, body):
    request = rf.post("/hooks/sms/abc/", body, content_type="application/x-www-form-urlencoded")
    assert describe_call(request, body).form == ()
    assert describe_call(rf.post("/hooks/sms/abc/", b"a=1", content_type="text/plain"), b"a=1").form == ()
