"""What is posted is what the platforms document; signatures are compared with ones that openssl made."""

import json
from datetime import UTC, datetime

import pytest

from lodestar.alerts.answer import judge
from lodestar.alerts.request import request_of

NOW = datetime(2026, 11, 22, 9, 0, 0, 500_000, tzinfo=UTC)
SECONDS = 1_795_338_000


def posted(kind, text='出错了 <at user_id="all"> & <!channel>', **options):
    request = request_of(kind, "https://host/send?key=1", text, now=NOW, **options)
    return request.url, json.loads(request.body)


def test_each_kind_has_its_own_body():
    assert posted("wecom", "出错了")[1] == {"msgtype": "text", "text": {"content": "出错了"}}
    assert posted("dingtalk", "出错了")[1] == {"msgtype": "text", "text": {"content": "出错了"}}
    assert posted("feishu", "出错了")[1] == {"msg_type": "text", "content": {"text": "出错了"}}
    assert posted("slack", "出错了")[1] == posted("webhook", "出错了")[1] == {"text": "出错了"}


def test_a_name_of_a_file_calls_nobody():
    assert "<at" not in posted("feishu")[1]["content"]["text"]
    assert posted("slack")[1]["text"].count("<") == 0
    assert posted("slack")[1]["text"].endswith("&amp; &lt;!channel&gt;")


# printf '1795338000500\nSECabc' | openssl dgst -sha256 -hmac SECabc -binary | base64
DINGTALK = "ZXjrhGbArkGkSq3x2gSH6FZwlqsj1gAlvJ3fkc8e5P8="
# printf '' | openssl dgst -sha256 -mac HMAC -macopt key:$'1795338000\nSECabc' -binary | base64
FEISHU = "C396m+ZDhqEZWMf0J5phAP2bRlNPKI1j4X+fkeMBrcs="


def test_dingtalk_is_signed_in_the_address_in_milliseconds():
    url, body = posted("dingtalk", secret="SECabc")

    quoted = DINGTALK.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    assert url == f"https://host/send?key=1&timestamp={SECONDS}500&sign={quoted}"
    assert set(body) == {"msgtype", "text"}


def test_feishu_is_signed_in_the_body_in_seconds():
    url, body = posted("feishu", secret="SECabc")

    assert url == "https://host/send?key=1"
    assert (body["timestamp"], body["sign"]) == (str(SECONDS), FEISHU)


def test_a_request_shows_neither_address_nor_text():
    assert "host" not in repr(request_of("wecom", "https://host/", "x", now=NOW))


@pytest.mark.parametrize(
    ("kind", "body", "outcome"),
    [
        ("wecom", '{"errcode":0,"errmsg":"ok"}', "sent"),
        ("wecom", '{"errcode":93000}', "waiting"),
        ("wecom", '{"errmsg":"ok"}', "unconfirmed"),
        ("wecom", '{"errcode":null}', "unconfirmed"),
        ("wecom", "ok", "unconfirmed"),
        ("dingtalk", '{"errcode":310000,"errmsg":"sign not match"}', "waiting"),
        ("dingtalk", '{"errcode":"0"}', "sent"),
        ("feishu", '{"StatusCode":0,"StatusMessage":"success"}', "sent"),
        ("feishu", '{"code":0,"msg":"success","StatusCode":0}', "sent"),
        ("feishu", '{"code":19021,"msg":"sign match fail"}', "waiting"),
        ("feishu", '{"code":0,"StatusCode":9499}', "waiting"),
        ("feishu", '[{"code":0}]', "unconfirmed"),
        ("slack", "ok", "sent"),
        ("slack", "ok\n", "sent"),
        ("slack", '{"ok":true}', "sent"),
        ("slack", '{"ok":false,"error":"ratelimited"}', "waiting"),
        ("slack", "no_text", "waiting"),
        ("slack", "<html>", "unconfirmed"),
        ("webhook", "", "sent"),
        ("webhook", "anything", "sent"),
        ("webhook", '{"ok":false}', "waiting"),
        ("webhook", '{"errcode":1}', "waiting"),
        ("webhook", '{"code":200}', "sent"),
    ],
)
def test_200_means_what_the_body_says(kind, body, outcome):
    assert judge(kind, 200, {}, body, now=NOW).outcome == outcome


def test_an_answer_repeats_no_word_of_the_platform_but_slacks_own():
    assert "19021" in judge("feishu", 200, {}, '{"code":19021,"msg":"key=1"}', now=NOW).reason
    assert "key" not in judge("feishu", 200, {}, '{"code":19021,"msg":"key=1"}', now=NOW).reason
    assert "no_service" in judge("slack", 404, {}, "no_service", now=NOW).reason
    assert "T/B/key" not in judge("slack", 404, {}, "T/B/key", now=NOW).reason


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("7", 7),
        ("Sun, 22 Nov 2026 09:10:00 GMT", 599.5),
        ("Sun, 22 Nov 2020 09:10:00 GMT", 60),
        ("99999999", 86_400),
        ("soon", 60),
        ("-3", 60),
        ("", 60),
    ],
)
def test_retry_after_is_a_number_or_a_date(given, seconds):
    assert judge("wecom", 429, {"Retry-After": given}, "", now=NOW).wait == seconds
