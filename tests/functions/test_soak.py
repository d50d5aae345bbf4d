"""`make soak` in small: processes die at random moments, and the books come out right."""

import pytest

from tests.functions.deadly import Deadly
from tests.soak.host import Host
from tests.soak.soaking import Plan, Soak, SoakError


def test_whatever_dies_meanwhile_every_record_is_in_the_books_once_as_it_was_pushed_last(
    deadly: Deadly,
) -> None:
    outcome = Soak(deadly.stack, Plan(kills=6, records=60, companies=3, interval_s=0.5)).run()
    assert sum(outcome.kills.values()) == 6
    assert len([each for each in deadly.stack.exits if each.exit_code == -9]) >= 6


def test_a_soak_notices_what_is_not_as_it_was_pushed(deadly: Deadly, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Host, "wanted", lambda _host, entity: [("never pushed", entity)])
    with pytest.raises(SoakError, match=r"not there .*'never pushed', 'payments'"):
        Soak(deadly.stack, Plan(kills=0, records=8, companies=1)).run()
