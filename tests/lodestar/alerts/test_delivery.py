"""Kept, tried again, never doubled: the outbox against a chat that misbehaves, over real sockets."""

from __future__ import annotations

import json
import logging
import multiprocessing
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.alerts import delivery
from lodestar.alerts.backoff import MOST_ATTEMPTS, seconds_to_wait
from lodestar.alerts.channel import Channel
from lodestar.alerts.delivery import deliver
from lodestar.alerts.outbox import Outbox
from lodestar.errors import LockedError, UnknownNameError

from .chat import OK, serving

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
CHANNEL = Channel("team", "wecom", "CHAT_URL", ("build_failed",))


class Hour:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock():
    return Hour()


@pytest.fixture
def outbox(tmp_path):
    return Outbox(tmp_path / "outbox")


@pytest.fixture
def chat(monkeypatch):
    with serving() as chat:
        monkeypatch.setenv("CHAT_URL", chat.url)
        yield chat


def put(outbox, text="The build failed", occasion="b1", channel=CHANNEL):
    return outbox.put(channel, "build_failed", occasion, text, now=START)


def send(outbox, clock, channel=CHANNEL, **options):
    with requests.Session() as session:
        return deliver(outbox, (channel,), clock, session, **{"timeouts": (1.0, 0.3), **options})


def states(outbox):
    return [entry.state for entry in outbox.entries()]


def test_a_message_is_sent_once_and_no_run_sends_it_again(outbox, chat, clock):
    (name,) = put(outbox)

    (receipt,) = send(outbox, clock)
    clock.passes(days=2)

    assert (receipt.id, receipt.state) == (name, "sent")
    assert send(outbox, clock) == []
    assert chat.texts == ["The build failed"]
    assert (outbox.folder / f"{name}.json").is_file()


REFUSED = [
    (200, '{"errcode":45009,"errmsg":"api freq out of limit"}', {}),
    (200, '{"errcode":93000,"errmsg":"invalid webhook url"}', {}),
    (429, "", {"Retry-After": "7"}),
    (408, "", {}),
    (500, "", {}),
    (502, "<html>", {}),
    (503, "", {"Retry-After": "Sun, 22 Nov 2026 09:10:00 GMT"}),
]


@pytest.mark.parametrize("answer", REFUSED, ids=lambda answer: f"{answer[0]}{answer[1][:18]}")
def test_what_was_surely_refused_is_kept_and_tried_again_until_it_arrives(outbox, chat, clock, answer):
    put(outbox)
    chat.script = [answer, answer]

    assert [receipt.state for receipt in send(outbox, clock)] == ["waiting"]
    assert send(outbox, clock) == []  # not before its time
    clock.passes(hours=1)
    assert [receipt.state for receipt in send(outbox, clock)] == ["waiting"]
    clock.passes(hours=2)
    assert [receipt.state for receipt in send(outbox, clock)] == ["sent"]
    assert len(chat.texts) == 1
    assert outbox.entries()[0].attempts == 3


@pytest.mark.parametrize(
    "answer", ["hang", "drop", "cut", (200, "<html>Sign in", {}), (504, "", {}), (200, "", {})], ids=str
)
def test_what_may_have_arrived_is_never_sent_again_by_itself(outbox, chat, clock, answer):
    put(outbox)
    chat.script = [answer]

    (receipt,) = send(outbox, clock)
    for _ in range(3):
        clock.passes(days=1)
        assert send(outbox, clock) == []

    assert receipt.state == "unconfirmed"
    assert len(chat.paths) == 1
    assert states(outbox) == ["unconfirmed"]  # and is still seen

    outbox.resend(receipt.id, now=clock())  # a person has looked
    assert [receipt.state for receipt in send(outbox, clock)] == ["sent"]


@pytest.mark.parametrize(
    "answer", [(404, "", {}), (400, "", {}), (301, "", {"Location": "http://127.0.0.1:1/"})], ids=str
)
def test_what_will_never_be_taken_is_given_up_with_its_reason(outbox, chat, clock, answer):
    put(outbox)
    chat.script = [answer]

    (receipt,) = send(outbox, clock)

    assert receipt.state == "dead"
    assert f"HTTP {answer[0]}" in receipt.reason
    clock.passes(days=1)
    assert send(outbox, clock) == []
    assert len(chat.paths) == 1


def test_a_refused_connection_is_tried_again(outbox, clock, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    monkeypatch.setenv("CHAT_URL", f"http://127.0.0.1:{port}/")
    put(outbox)

    assert [(receipt.state, receipt.reason) for receipt in send(outbox, clock)] == [("waiting", "no connection")]


def test_a_host_that_nobody_knows_is_tried_again(outbox, clock, monkeypatch):
    monkeypatch.setenv("CHAT_URL", "https://chat.invalid/send?key=1")
    monkeypatch.setenv("NO_PROXY", "*")
    put(outbox)

    assert send(outbox, clock)[0].state == "waiting"


@pytest.mark.parametrize("url", ["no address", "ftp://host/", "http://", "http://[::1", "http://a:b:c/"])
def test_an_address_that_is_none_is_told_without_repeating_it(outbox, clock, monkeypatch, url):
    monkeypatch.setenv("CHAT_URL", url)
    put(outbox)

    (receipt,) = send(outbox, clock)

    assert receipt.state == "dead"
    assert url not in receipt.reason


def test_a_channel_whose_address_is_not_set_keeps_its_messages(outbox, clock, chat, monkeypatch):
    monkeypatch.delenv("CHAT_URL")
    put(outbox)

    for _ in range(2 * MOST_ATTEMPTS):
        assert [receipt.reason for receipt in send(outbox, clock)] == ["CHAT_URL is not set here"]
        clock.passes(hours=1)
    monkeypatch.setenv("CHAT_URL", chat.url)

    assert send(outbox, clock)[0].state == "sent"


def test_a_message_is_given_up_after_a_day_and_stays_in_the_list(outbox, chat, clock):
    put(outbox)
    chat.script = [(500, "", {})] * 100

    for _ in range(MOST_ATTEMPTS + 5):
        send(outbox, clock)
        clock.passes(hours=1)

    (entry,) = outbox.entries()
    assert (entry.state, entry.attempts) == ("dead", MOST_ATTEMPTS)
    assert "HTTP 500; given up after 30 tries" in entry.receipt


def test_retry_after_lets_the_whole_channel_rest(outbox, chat, clock):
    put(outbox, occasion="b1")
    put(outbox, occasion="b2")
    chat.script = [(429, "", {"Retry-After": "600"})]

    send(outbox, clock)
    clock.passes(seconds=590)
    assert send(outbox, clock) == []
    clock.passes(seconds=11)
    assert [receipt.state for receipt in send(outbox, clock)] == ["sent", "sent"]
    assert len(chat.paths) == 3


def test_a_channel_that_is_down_is_asked_once_a_run(outbox, chat, clock):
    for number in range(5):
        put(outbox, occasion=f"b{number}")
    chat.script = [(500, "", {})]

    assert [receipt.state for receipt in send(outbox, clock)] == ["waiting"]
    assert len(chat.paths) == 1


def test_a_channel_that_is_down_keeps_no_other_from_its_messages(outbox, chat, clock, monkeypatch):
    down = Channel("down", "wecom", "DOWN_URL", ("build_failed",))
    monkeypatch.setenv("DOWN_URL", "http://127.0.0.1:1/")
    put(outbox, channel=down)
    put(outbox)

    with requests.Session() as session:
        receipts = deliver(outbox, (down, CHANNEL), clock, session)

    assert {receipt.channel: receipt.state for receipt in receipts} == {"down": "waiting", "team": "sent"}


def test_later_parts_wait_for_the_earlier_one(outbox, chat, clock):
    put(outbox, "误" * 1500)
    chat.script = [(500, "", {})]

    assert [receipt.state for receipt in send(outbox, clock)] == ["waiting"]
    assert send(outbox, clock) == []  # part 2 is due, and part 1 is not yet
    clock.passes(minutes=1)
    assert [receipt.id[-1] for receipt in send(outbox, clock)] == ["1", "2", "3"]


@given(st.integers(1, 100), st.none() | st.floats(0, 86_400))
def test_the_wait_grows_has_a_cap_and_is_never_shorter_than_asked(attempts, asked):
    wait = seconds_to_wait(attempts, asked)

    doubled = min(3600.0, 30.0 * 2 ** min(attempts - 1, 10))
    assert max(doubled / 2, asked or 0) <= wait <= max(doubled, asked or 0)


def test_five_kilobytes_of_chinese_arrive_whole_in_order_and_once(outbox, chat, clock):
    text = "\n".join(f"第 {number} 行：指标构建失败，请检查原始文件和质量规则。" for number in range(90))
    assert len(text.encode()) > 5000
    ids = put(outbox, text)
    chat.script = ["ok", (500, "", {})]

    assert [receipt.state for receipt in send(outbox, clock)] == ["sent", "waiting"]
    assert put(outbox, text) == []
    clock.passes(minutes=5)
    send(outbox, clock)

    assert all(len(said.encode()) <= 2048 for said in chat.texts)
    assert [said.split(" ")[0] for said in chat.texts] == [f"({part}/{len(ids)})" for part in range(1, len(ids) + 1)]
    assert "\n".join(said.split(" ", 1)[1] for said in chat.texts) == text


def test_the_same_event_of_the_same_build_is_kept_once(outbox, chat, clock):
    assert len(put(outbox)) == 1
    assert put(outbox) == []
    send(outbox, clock)
    assert put(outbox) == []
    assert len(put(outbox, occasion="b2")) == 1
    assert len(outbox.entries()) == 2


def test_a_sender_that_dies_in_the_middle_leaves_the_message_unconfirmed(outbox, chat, clock):
    (name,) = put(outbox)
    put(outbox, occasion="b2")
    chat.script = ["hang"]
    sender = multiprocessing.get_context("fork").Process(
        target=send, args=(outbox, clock), kwargs={"timeouts": (1, 30)}
    )
    sender.start()
    wait_until(lambda: chat.arrived)
    sender.kill()
    sender.join()
    assert states(outbox)[0] == "sending"

    receipts = {receipt.id: receipt.state for receipt in send(outbox, clock)}

    assert receipts.pop(name) == "unconfirmed"
    assert list(receipts.values()) == ["sent"]  # the one after it goes
    assert len(chat.arrived) == 2


def wait_until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_of_many_senders_at_once_each_message_is_sent_by_one(outbox, chat, clock):
    for number in range(12):
        put(outbox, f"message {number}", occasion=f"b{number}")
    context = multiprocessing.get_context("fork")
    senders = [context.Process(target=send, args=(outbox, clock)) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    send(outbox, clock)

    assert sorted(chat.texts) == sorted(f"message {number}" for number in range(12))


def put_many(outbox, start):
    start.wait()
    for number in range(40):
        put(outbox, "x" * 3000, occasion=f"b{number}")


def test_of_many_writers_at_once_each_message_is_kept_once(outbox, clock):
    context = multiprocessing.get_context("fork")
    start = context.Event()
    writers = [context.Process(target=put_many, args=(outbox, start)) for _ in range(4)]
    for writer in writers:
        writer.start()
    start.set()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0

    assert len(outbox.entries()) == len(list(outbox.folder.glob("*.json"))) == 80
    assert outbox.unreadable() == []


def test_a_full_disk_keeps_nothing_of_a_message(outbox, clock, monkeypatch):
    added = Outbox._add

    def full(self, entry):
        if entry.part == 1:
            raise OSError(28, "No space left on device")
        return added(self, entry)

    monkeypatch.setattr(Outbox, "_add", full)

    with pytest.raises(OSError, match="No space left"):
        put(outbox, "x" * 5000)
    assert list(outbox.folder.glob("*.json")) == []


def test_a_writer_that_dies_in_the_middle_of_a_message_leaves_nothing_that_is_sent(outbox, chat, clock, monkeypatch):
    added, calls = Outbox._add, []

    def killed(self, entry):
        calls.append(entry.part)
        if len(calls) == 3:
            raise SystemExit
        return added(self, entry)

    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "_add", killed)
        with pytest.raises(SystemExit):
            put(outbox, "误" * 1500)

    assert send(outbox, clock) == []
    put(outbox, "误" * 1500)  # the build runs again
    assert [receipt.state for receipt in send(outbox, clock)] == ["sent"] * 3


def test_a_writer_that_comes_a_moment_late_does_not_wake_what_was_sent(outbox, chat, clock, monkeypatch):
    put(outbox)
    send(outbox, clock)
    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.exists", lambda _: False)  # it has looked before the other one wrote
        assert put(outbox) == []

    assert states(outbox) == ["sent"]


def test_what_can_not_be_noted_is_not_sent(outbox, chat, clock, monkeypatch):
    put(outbox)

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lodestar.alerts.outbox.write_atomically", refuse)

    with pytest.raises(OSError, match="No space left"):
        send(outbox, clock)
    assert chat.arrived == []


def test_files_that_are_no_entries_are_named_and_left_alone(outbox, chat, clock):
    (name,) = put(outbox)
    for number, text in enumerate(["", "{", "[]", '{"id": 1}', "null"]):
        (outbox.folder / f"torn{number}.json").write_text(text)
    entry = json.loads((outbox.folder / f"{name}.json").read_text())
    (outbox.folder / "tornx.json").write_text(json.dumps(entry | {"created_at": "2026-11-22T09:00:00"}))

    assert [receipt.state for receipt in send(outbox, clock)] == ["sent"]
    assert len(outbox.unreadable()) == 6


def test_a_clock_that_was_years_ahead_does_not_keep_a_message_for_years(outbox, chat, clock):
    put(outbox)
    (entry,) = outbox.entries()
    outbox.record(replace(entry, next_try_at=START + timedelta(days=900)))

    assert send(outbox, clock)[0].state == "sent"


def test_what_was_sent_is_forgotten_after_three_months_and_the_rest_never(outbox, chat, clock):
    put(outbox, occasion="b1")
    put(outbox, occasion="b2")
    chat.script = ["hang"]
    send(outbox, clock)

    clock.passes(days=91)
    send(outbox, clock)

    assert states(outbox) == ["unconfirmed"]


def test_resending_names_what_is_not_there_and_does_not_disturb_a_sender(outbox, monkeypatch):
    put(outbox)
    with pytest.raises(UnknownNameError, match="alert is called"):
        outbox.resend("nothing", now=START)
    monkeypatch.setattr("lodestar.alerts.outbox.RESEND_WAIT", 0.1)
    with outbox.sole_sender(), pytest.raises(LockedError, match="being sent right now"):
        outbox.resend("nothing", now=START)


def test_no_address_no_secret_reaches_a_log_a_receipt_or_a_file(outbox, chat, clock, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    channel = Channel("team", "dingtalk", "CHAT_URL", ("build_failed",), secret_from="CHAT_SECRET")
    monkeypatch.setenv("CHAT_SECRET", "SEC-hush-hush")
    parrot = json.dumps({"errcode": 300001, "errmsg": chat.url + " SEC-hush-hush"})
    chat.script = [(200, parrot, {}), (404, chat.url, {}), "hang", "drop", (301, "", {"Location": chat.url + "&x=1"})]
    said = []
    for number in range(6):
        put(outbox, occasion=f"b{number}", channel=channel)
        said += [receipt.reason for receipt in send(outbox, clock, channel)]
        clock.passes(hours=1)
    monkeypatch.setenv("CHAT_URL", "http://127.0.0.1:1/SECRET-KEY-77")
    put(outbox, occasion="refused", channel=channel)
    said += [receipt.reason for receipt in send(outbox, clock, channel)]

    assert "&sign=" in chat.paths[0]  # it was signed with the secret
    assert len(said) >= 7
    written = [path.read_text() for path in outbox.folder.glob("*")]
    everything = "\n".join([*said, caplog.text, *written, repr(channel)])
    assert "SECRET-KEY" not in everything
    assert "hush" not in everything
    assert "127.0.0.1" not in everything


def test_a_run_begins_nothing_after_its_time(outbox, chat, clock):
    for number in range(5):
        put(outbox, occasion=f"b{number}")
    chat.script = ["hang", "hang", "hang", "hang", "hang"]
    begun = time.monotonic()

    receipts = send(outbox, clock, begin_within=0.4)

    assert time.monotonic() - begun < 2
    assert [receipt.state for receipt in receipts] == ["unconfirmed", "unconfirmed"]
    assert states(outbox).count("waiting") == 3


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.sampled_from(["ok", "drop", *REFUSED[:4], (404, "", {}), (504, "", {}), (200, "?", {})]), max_size=12)
)
def test_whatever_the_chat_does_no_message_arrives_twice_and_none_is_lost(tmp_path_factory, answers):
    outbox, clock = Outbox(tmp_path_factory.mktemp("outbox") / "outbox"), Hour()
    with serving() as chat, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHAT_URL", chat.url)
        chat.script = list(answers)
        for number in range(4):
            put(outbox, f"message {number}", occasion=f"b{number}")
        for _ in range(15):
            send(outbox, clock)
            clock.passes(hours=2)
        arrived = [int(text.split()[1]) for text in chat.texts]

    assert len(arrived) == len(set(arrived))
    found = {entry.text: entry.state for entry in outbox.entries()}
    assert len(found) == 4
    assert all(state in ("sent", "unconfirmed", "dead") for state in found.values())
    assert {text for text, state in found.items() if state == "sent"} <= {f"message {number}" for number in arrived}


def test_the_lost_connection_is_told_by_its_cause():
    assert delivery._lost(requests.ReadTimeout()).outcome == "unconfirmed"
    assert delivery._lost(requests.ConnectionError("reset")).outcome == "unconfirmed"
    assert OK["slack"] == "ok"
