"""Limits as values: what they are read from, which requests they are about, and how forms are cut."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from billbench.fake_ccms.errors import StartError
from billbench.fake_ccms.limits.forms import count_fields, first_fields
from billbench.fake_ccms.limits.model import Asked, FieldCount, GatewayTimeout, OnExceed, Rule
from billbench.fake_ccms.limits.presets import PRESETS
from billbench.fake_ccms.limits.reading import Limits
from billbench.fake_ccms.limits.shared import Count, Shared
from billbench.fake_ccms.settings_file import read_settings, settings_from

FORM = ((b"content-type", b"application/x-www-form-urlencoded"),)
PARTS = ((b"content-type", b'multipart/form-data; boundary="xYz"'),)

LINES = Asked(method="POST", path="/paged/bills/7/lines/hourly", fields=1042, size=40_000)


def mistakes_in(document: dict[str, Any]) -> str:
    _, mistakes = settings_from(document)
    return "; ".join(mistakes)


def test_without_settings_nothing_is_limited() -> None:
    settings = read_settings(None)
    assert settings.chain == ()
    assert settings.limits.queue is None


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_told_in_a_sentence_and_can_be_chosen(name: str) -> None:
    preset = PRESETS[name]
    effects = Limits.model_validate({"limits": {"preset": name}}).chain
    assert len(preset.sentence) > 20
    assert preset.fields is None or preset.fields in effects
    assert preset.body is None or preset.body in effects
    assert (preset.gateway_timeout_s is not None) == any(isinstance(e, GatewayTimeout) for e in effects)


def test_a_settings_file_of_before_is_read() -> None:
    java = {"tomcat", "tomcat-old", "tomcat-10000", "weblogic", "wildfly"}
    others = {"none", "php", "django", "starlette", "aspnet-core", "werkzeug", "nginx", "aws-elb"}
    assert java | others <= set(PRESETS)


def test_a_preset_can_be_overridden_and_a_limit_of_nothing_is_none() -> None:
    table = {"preset": "tomcat-old", "fields": 500, "body_bytes": 0, "gateway_timeout_s": 1.5, "queue": 3}
    settings = Limits.model_validate({"limits": table})
    cut = FieldCount(limit=500, on_exceed=OnExceed.CUT, query=True)
    assert settings.chain == (cut, GatewayTimeout(after_s=1.5))
    assert settings.limits.queue == 3


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"limits": {"preset": "abacus"}}, "[limits] preset must be one of none, tomcat"),
        ({"limits": {"fields": True}}, "[limits] fields must be a whole number"),
        ({"limits": {"colour": "red"}}, "[limits] colour is not known; known are preset"),
        ({"limits": []}, "[limits] must be a table"),
        ({"fault": {"kind": "drop-after"}}, "[[fault]] must be a list of tables"),
        ({"fault": [{"route": "*"}]}, "[[fault]] 1 needs a kind: fields, body"),
        ({"fault": [{"kind": "flood"}]}, "[[fault]] 1 kind must be one of fields"),
        ({"fault": [{"kind": "drop-after", "share": 2}]}, "[[fault]] 1 share must be a number from 0 to 1"),
        ({"fault": [{"kind": "drop-after", "methods": ["FETCH"]}]}, "methods must be a list of some of GET"),
        ({"fault": [{"kind": "drop-after", "after_s": 3}]}, "[[fault]] 1 after_s is not known"),
        ({"fault": [{"kind": "error", "status": 200}]}, "status must be a whole number from 400 to 599"),
        ({"fault": [{"kind": "drop-after"}] * 41}, "41 rules; 40 are possible"),
    ],
)
def test_a_mistake_is_told_with_its_place(document: dict[str, Any], told: str) -> None:
    assert told in mistakes_in(document)


def test_all_mistakes_of_a_settings_file_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    faults = "[[fault]]\nkind = 'flood'\n" * 33
    path.write_text(f"[limits]\npreset = 'abacus'\n{faults}[server]\nthreads = 0\n", encoding="utf-8")
    with pytest.raises(StartError, match=r"preset must be.*33 kind must be.*threads must be"):
        read_settings(path)


def test_too_many_rules_are_told_beside_other_mistakes() -> None:
    told = mistakes_in({"fault": [{"kind": "drop-after"}] * 38, "limits": {"preset": "tomcat"}, "lists": 3})
    assert told == "[[fault]] and [limits] make 41 rules; 40 are possible; [lists] must be a table"


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        (Rule(), True),
        (Rule(route="*/lines/*"), True),
        (Rule(route="*/lines/*", methods=("GET",)), False),
        (Rule(route="/paged/bills/*/declaration"), False),
        (Rule(min_fields=1042), True),
        (Rule(min_fields=1043), False),
        (Rule(max_fields=1041), False),
        (Rule(min_bytes=1, max_bytes=40_000), True),
        (Rule(max_bytes=39_999), False),
    ],
)
def test_a_rule_is_about_a_route_and_a_range_of_sizes(when: Rule, fits: bool) -> None:
    assert when.fits(LINES) is fits


@pytest.mark.parametrize(
    ("when", "number", "elapsed_s", "holds"),
    [
        (Rule(from_s=10, until_s=20), 1, 9.9, False),
        (Rule(from_s=10, until_s=20), 1, 10.0, True),
        (Rule(from_s=10, until_s=20), 1, 20.0, False),
        (Rule(from_request=3, until_request=5), 2, 0.0, False),
        (Rule(from_request=3, until_request=5), 3, 0.0, True),
        (Rule(from_request=3, until_request=5), 5, 0.0, False),
        (Rule(share=0.0), 1, 0.0, False),
    ],
)
def test_a_rule_holds_in_its_window(when: Rule, number: int, elapsed_s: float, holds: bool) -> None:
    assert when.holds(number, elapsed_s) is holds


def test_a_share_is_the_same_for_a_seed_another_for_another_and_as_large_as_asked() -> None:
    def hits(seed: int) -> list[int]:
        when = Rule(share=0.2, seed=seed)
        return [number for number in range(1, 2001) if when.holds(number, 0.0)]

    assert hits(1) == hits(1)
    assert hits(1) != hits(2)
    # Four standard deviations of a binomial around 400.
    assert all(abs(len(hits(seed)) - 400) < 72 for seed in range(5))


def test_fields_of_forms_are_counted_and_cut_at_the_end() -> None:
    form = b"csrf=x&A=1&B=&C=3"
    assert count_fields(FORM, form) == 4
    assert first_fields(FORM, form, 2) == b"csrf=x&A=1"
    assert first_fields(FORM, form, 4) == form
    assert count_fields(FORM, b"") == 0
    assert count_fields(((b"content-type", b"application/json"),), b"a&b") == 0


def test_parts_of_uploads_are_counted_and_cut_at_the_end() -> None:
    part = b'--xYz\r\nContent-Disposition: form-data; name="%s"\r\n\r\nvalue\r\n'
    form = b"".join(part % name for name in (b"a", b"b", b"c")) + b"--xYz--\r\n"
    assert count_fields(PARTS, form) == 3
    assert first_fields(PARTS, form, 2) == b"".join(part % name for name in (b"a", b"b")) + b"--xYz--\r\n"
    assert first_fields(PARTS, form, 3) == form


def test_rules_clock_and_counts_are_shared_and_rules_start_the_counts_anew() -> None:
    shared = Shared()
    first = shared.generation
    assert shared.rules() == b""
    assert [shared.count_fitting(2) for _ in range(3)] == [1, 2, 3]
    shared.count_applied(2)
    assert shared.count(2) == Count(fitting=3, applied=1)
    shared.advance(3600)
    shared.set_rules(b'{"fault": []}')
    assert shared.rules() == b'{"fault": []}'
    assert shared.generation != first
    assert shared.count(2) == Count(fitting=0, applied=0)
    assert shared.advance_s == 3600
    assert 0 <= shared.elapsed_s < 5


def test_counting_from_many_threads_gives_each_request_its_own_number() -> None:
    from concurrent.futures import ThreadPoolExecutor

    shared = Shared()
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: shared.count_fitting(0), range(2000)))
    assert Counter(numbers) == Counter(range(1, 2001))
