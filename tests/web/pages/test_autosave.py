"""What the script sends is saved as the form would save it, once, and never over a colleague's answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Response
from werkzeug.datastructures import MultiDict

from cbreport.answering import Answer
from cbreport.web.devices import person_of
from tests.web.browser import Browser, Page
from tests.web.conftest import Portal
from tests.web.pages.conftest import place
from tests.web.people import AMINA, BARASA, CLERK, KARI


def put(
    browser: Browser,
    url: str,
    fields: Mapping[str, Any],
    revision: object = 0,
    key: str = "k1",
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """Send fields as the script does: they say which addresses they carry, and end with “whole”."""
    data: MultiDict[str, str] = MultiDict(fields)
    if "address" not in data:
        data.setlist("address", list(dict.fromkeys(name.split(":")[1] for name in data if ":" in name)))
    data["whole"] = "yes"
    sent = {"If-Match": f'"{revision}"', "Idempotency-Key": key, **(headers or {})}
    sent = {name: value for name, value in sent.items() if value}
    answer: Any = browser.client.put(url, data=data, headers=sent, **more)
    return answer


def told(answer: Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.get_data(as_text=True)
    data: dict[str, Any] = answer.get_json()
    return data


class TestWhatIsSaved:
    def test_what_was_typed_and_nothing_else(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"story": "Long", "people": 3})
        answer = put(amina, place(report), {"a:name": "Plan 2030", "writing": "fr"}, portal.revision(report))
        assert told(answer)["saved"] == ["name"]
        assert portal.answers(report) == {
            "story": {"value": "Long"}, "people": {"value": 3}, "name": {"value": "Plan 2030", "language": "fr"}
        }  # fmt: skip

    def test_the_reply_names_key_revision_and_time(self, portal: Portal, amina: Browser, report: str) -> None:
        answer = put(amina, place(report), {"a:name": "Plan"}, key="a key")
        data = told(answer)
        assert (data["key"], data["revision"], data["changed"]) == ("a key", 1, [])
        assert data["time"] == portal.store.open(AMINA, report).answers["name"].time
        assert answer.headers["ETag"] == '"1"'
        assert answer.mimetype == "application/json"
        assert answer.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(
        ("section", "number", "write"),
        [
            ("simple", 1, {"a:name": " Plan\t", "a:people": "a dozen", "c:people": "About", "a:share": "12.5"}),
            ("simple", 3, {"a:cost:amount": "12", "a:cost:currency": "EUR", "a:adopted:day": "5", "a:helper": "NOR"}),
            ("simple", 3, {"a:lasts:from:year": "2020", "a:website:url": "https://example.org"}),
            ("tables", 3, {"n:trainings": "", "c:trainings": "None yet"}),
            ("evidence", 1, {"a:account": "We built it.", "t:account:fr": "Construit."}),
        ],
    )
    def test_is_read_as_the_form_is(
        self, portal: Portal, amina: Browser, section: str, number: int, write: dict[str, str]
    ) -> None:
        one, other = portal.report("KEN"), portal.report("NOR")
        sheet = amina.get(place(one, section, number)).form
        data = sheet.data()
        data["action"] = "leave"
        for name, text in write.items():
            data[name] = text
        addresses = list(dict.fromkeys(name.split(":")[1] for name in write))
        own = [(name, text) for name, text in data.items(multi=True) if ":" in name and name.split(":")[1] in addresses]
        put(portal.browser(KARI), place(other, section, number), MultiDict([*own, ("writing", "en")]))
        amina.post(place(one, section, number), data)
        assert portal.answers(other, "NOR") == portal.answers(one) != {}

    def test_boxes_that_were_unticked_are_seen_by_their_address(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"help": ["funding"], "assessed": True, "needs[men].advice": True})
        fields = {"on-page": "help", "address": "help"}
        assert told(put(amina, place(report, "choices"), fields, portal.revision(report)))["saved"] == ["help"]
        assert "help" not in portal.answers(report)
        assert portal.answers(report)["assessed"] == {"value": True}

    def test_a_row_that_was_begun_keeps_its_key(self, portal: Portal, amina: Browser, report: str) -> None:
        page = amina.get(place(report, "tables", 3))
        (key,) = page.form.data().getlist("rows:trainings")
        title, people = f"trainings[{key}].title", f"trainings[{key}].people"
        put(amina, page.path, {"rows:trainings": key, f"a:{title}": "Census", "address": title})
        put(amina, page.path, {"rows:trainings": key, f"a:{people}": "12", "address": people}, 1, "k2")
        assert {address: each["value"] for address, each in portal.answers(report).items()} == {
            title: "Census", people: 12
        }  # fmt: skip
        saved = page.form.write(f"a:{title}", "Census").write(f"a:{people}", "12").write("revision", "2")
        saved.press("Save and continue")
        assert portal.revision(report) == 2

    def test_answers_are_written_in_the_order_in_which_they_were_typed(
        self, portal: Portal, amina: Browser, report: str
    ) -> None:
        fields = MultiDict({"a:name": "1", "a:story": "2", "a:share": "3", "a:begun": "2004"})
        order = ["begun", "name", "share", "story"]
        fields.setlist("address", order)
        put(amina, place(report), fields)
        changes = [each.address for each in reversed(portal.store.history(AMINA, report)) if each.address]
        assert changes == order

    def test_files_are_not_taken_from_here(self, portal: Portal, amina: Browser, report: str) -> None:
        kept = '{"name":"a.pdf","type":"application/pdf","size":"1","digest":"sha256:' + "a" * 64 + '"}'
        put(amina, place(report), {"kept-fa:name": kept, "a:name": "Plan", "address": "name"})
        assert portal.answers(report)["name"] == {"value": "Plan", "language": "en"}

    def test_a_translation_that_was_begun_is_written_once(self, portal: Portal, amina: Browser, report: str) -> None:
        for number, text in enumerate(("Cons", "Construit")):
            fields = {"a:account": "Built", "t:account:fr": text, "writing": "en"}
            put(amina, place(report, "evidence"), fields, number, f"k{number}")
        assert portal.answers(report)["account"]["translations"] == {"fr": "Construit"}


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"If-Match": ""}, 428),
            ({"If-Match": "1"}, 400),
            ({"If-Match": '"x"'}, 400),
            ({"If-Match": '"-1"'}, 400),
            ({"If-Match": 'W/"1"'}, 400),
            ({"If-Match": "*"}, 400),
            ({"If-Match": '"1", "2"'}, 400),
            ({"If-Match": '"' + "9" * 400 + '"'}, 400),
            ({"If-Match": '"7"'}, 409),
            ({"Idempotency-Key": ""}, 400),
            ({"Idempotency-Key": "k" * 300}, 409),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "same-site"}, 403),
            ({"Cb-Person": "somebody else"}, 403),
        ],
    )
    def test_with_a_text_to_show(
        self, portal: Portal, amina: Browser, report: str, headers: dict[str, str], status: int
    ) -> None:
        answer = put(amina, place(report), {"a:name": "Plan"}, headers=headers)
        data = told(answer, status)
        assert answer.mimetype == "application/problem+json"
        assert data["status"] == status
        assert data["detail"]
        assert portal.answers(report) == {}

    def test_a_save_that_did_not_arrive_whole(self, portal: Portal, amina: Browser, report: str) -> None:
        sent = {"If-Match": '"0"', "Idempotency-Key": "k"}
        for data in ({"a:name": "Pl", "address": "name"}, {}):
            assert amina.client.put(place(report), data=data, headers=sent).status_code == 400
        assert portal.answers(report) == {}

    @pytest.mark.parametrize("address", ["help", "no-such", "trainings[r1].title", "", "../x", "remark"])
    def test_what_the_page_does_not_ask(self, portal: Portal, amina: Browser, report: str, address: str) -> None:
        fields = MultiDict([("a:name", "Plan"), ("address", "name"), ("address", address)])
        assert "does not ask" in told(put(amina, place(report), fields), 422)["detail"]
        assert portal.answers(report) == {}

    @pytest.mark.parametrize("where", [("no-such", 1), ("simple", 9), ("simple", 0)])
    def test_a_page_that_is_none(self, portal: Portal, amina: Browser, report: str, where: tuple[str, int]) -> None:
        assert told(put(amina, place(report, *where), {"a:name": "Plan"}), 404)["status"] == 404

    def test_others_get_what_they_get_everywhere(self, portal: Portal, amina: Browser, report: str) -> None:
        for person in (KARI, CLERK, None):
            assert told(put(portal.browser(person), place(report), {"a:name": "Plan"}), 404)
        assert portal.answers(report) == {}

    def test_after_submission(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"name": "Plan", "assessed": False}, status="submitted")
        answer = put(amina, place(report), {"a:name": "New"}, portal.revision(report))
        assert "no longer be changed" in told(answer, 403)["detail"]
        assert portal.answers(report)["name"]["value"] == "Plan"

    def test_too_much(self, portal: Portal, amina: Browser, report: str) -> None:
        assert told(put(amina, place(report), {"a:name": "x" * 8_000_001}), 413)["status"] == 413
        assert told(put(amina, place(report), {"a:story": "x" * 300_000}), 409)["detail"]
        assert portal.answers(report) == {}

    def test_what_another_person_left_on_the_device(self, portal: Portal, report: str) -> None:
        left = {"Cb-Person": person_of(AMINA)}
        answer = put(portal.browser(BARASA), place(report), {"a:name": "Amina's"}, headers=left)
        assert "Sign in again" in told(answer, 403)["detail"]
        assert told(put(portal.browser(AMINA), place(report), {"a:name": "Amina's"}, headers=left))["saved"]


class TestSentAgain:
    def test_the_same_key_gives_the_same_reply(self, portal: Portal, amina: Browser, barasa: Browser) -> None:
        report = portal.report()
        first = put(amina, place(report), {"a:name": "Mine"})
        put(barasa, place(report), {"a:name": "Theirs", "a:story": "Theirs"}, 1, "their key")
        again = put(amina, place(report), {"a:name": "Mine"})
        assert again.get_data() == first.get_data()
        assert portal.revision(report) == 2
        assert portal.answers(report)["name"]["value"] == "Theirs"

    def test_the_same_key_for_something_else_is_refused(self, portal: Portal, amina: Browser, report: str) -> None:
        put(amina, place(report), {"a:name": "Mine"})
        assert "under the same key" in told(put(amina, place(report), {"a:name": "Other"}), 409)["detail"]
        assert portal.answers(report)["name"]["value"] == "Mine"

    def test_what_conflicted_in_part_is_saved_in_part_once(
        self, portal: Portal, amina: Browser, barasa: Browser, report: str
    ) -> None:
        put(barasa, place(report), {"a:name": "Theirs"}, 0, "theirs")
        replies = [told(put(amina, place(report), {"a:name": "Mine", "a:share": "5"}), 412) for _ in range(3)]
        assert [each["revision"] for each in replies] == [2, 2, 2]
        assert [each["saved"] for each in replies] == [["share"]] * 3
        assert portal.revision(report) == 2

    def test_the_form_s_own_save_counts_under_its_key(self, portal: Portal, amina: Browser, report: str) -> None:
        page = amina.get(place(report))
        data = page.form.write("a:name", "Mine").data()
        data["key"] = "k1"
        data["action"] = "leave"
        amina.post(place(report), data)
        put(portal.browser(BARASA), place(report), {"a:name": "Theirs"}, 1, "theirs")
        assert told(put(amina, place(report), {"a:name": "Mine"}))["saved"] == ["name"]
        assert portal.answers(report)["name"]["value"] == "Theirs"

    @pytest.mark.parametrize("arrived", [True, False])
    def test_what_was_typed_after_a_lost_reply_is_no_conflict_with_oneself(
        self, portal: Portal, amina: Browser, report: str, arrived: bool
    ) -> None:
        if arrived:
            put(amina, place(report), {"a:name": "Pl"}, 0, "k1")
        answer = put(amina, place(report), {"a:name": "Plan", "after:name": "k1", "address": "name"}, 0, "k2")
        assert told(answer)["saved"] == ["name"]
        assert portal.answers(report)["name"]["value"] == "Plan"

    def test_nor_is_it_one_in_the_form(self, portal: Portal, amina: Browser, report: str) -> None:
        page = amina.get(place(report))
        put(amina, place(report), {"a:name": "Pl"}, 0, "k1")
        data = page.form.write("a:name", "Plan").data()
        data["after:name"] = "k1"
        assert amina.post(place(report), data).status == 200
        assert portal.answers(report)["name"]["value"] == "Plan"


class TestTwoPeople:
    def test_other_answers_of_the_page_are_told(
        self, portal: Portal, amina: Browser, barasa: Browser, report: str
    ) -> None:
        put(barasa, place(report), {"a:story": "Theirs", "c:people": "See below"}, 0, "theirs")
        data = told(put(amina, place(report), {"a:name": "Mine"}))
        assert data["revision"] == 2
        assert data["changed"] == [
            {"address": "story", "theirs": "Theirs"},
            {"address": "people", "theirs": "See below"},
        ]

    def test_and_are_not_told_twice(self, portal: Portal, amina: Browser, barasa: Browser, report: str) -> None:
        put(barasa, place(report), {"a:story": "Theirs"}, 0, "theirs")
        told(put(amina, place(report), {"a:name": "Mine"}))
        fields = {"a:share": "5", "behind:story": "0", "address": "share"}
        assert told(put(amina, place(report), fields, 2, "k2"))["changed"] == []

    def test_what_a_colleague_changed_since_the_page_was_made_is_a_conflict_though_the_page_went_on(
        self, portal: Portal, amina: Browser, barasa: Browser, report: str
    ) -> None:
        put(barasa, place(report), {"a:story": "Theirs"}, 0, "theirs")
        told(put(amina, place(report), {"a:name": "Mine"}))
        fields = {"a:story": "Mine", "behind:story": "0", "address": "story"}
        (conflict,) = told(put(amina, place(report), fields, 2, "k2"), 412)["conflicts"]
        assert (conflict["mine"], conflict["theirs"]) == ("Mine", "Theirs")
        assert portal.answers(report)["story"]["value"] == "Theirs"

    def test_nor_does_the_form_write_over_it(
        self, portal: Portal, amina: Browser, barasa: Browser, report: str
    ) -> None:
        page = amina.get(place(report))
        put(barasa, place(report), {"a:story": "Theirs"}, 0, "theirs")
        told(put(amina, place(report), {"a:name": "Mine"}))
        data = page.form.write("a:name", "Mine").write("revision", "2").data()
        data["behind:story"] = "0"
        assert amina.post(place(report), data).status == 200
        assert portal.answers(report)["story"]["value"] == "Theirs"
        data["a:story"] = "Mine"
        assert amina.post(place(report), data).status == 409
        assert portal.answers(report)["story"]["value"] == "Theirs"

    def test_the_same_answer_comes_back_with_both_versions(
        self, portal: Portal, amina: Browser, barasa: Browser, report: str
    ) -> None:
        put(barasa, place(report), {"a:name": "Theirs", "c:name": "Sure"}, 0, "theirs")
        data = told(put(amina, place(report), {"a:name": "Mine", "a:share": "5"}), 412)
        assert data["saved"] == ["share"]
        (conflict,) = data["conflicts"]
        assert (conflict["address"], conflict["mine"], conflict["own"]) == ("name", "Mine", False)
        assert "Theirs" in conflict["theirs"]
        assert conflict["when"]
        assert conflict["fields"] == [["a:name", "Theirs"], ["c:name", "Sure"]]
        assert conflict["both"] == [["a:name", "Theirs; Mine"], ["c:name", "Sure"]]
        values = {address: each["value"] for address, each in portal.answers(report).items()}
        assert values == {"name": "Theirs", "share": "5"}

        at = conflict["revision"]
        decided = {"a:name": "Mine", "c:name": "", "behind:name": str(at), "address": "name"}
        told(put(amina, place(report), decided, data["revision"], "k2"))
        assert portal.answers(report)["name"] == {"value": "Mine", "language": "en"}

    def test_a_decision_that_comes_too_late_is_asked_again(
        self, portal: Portal, amina: Browser, barasa: Browser, report: str
    ) -> None:
        put(barasa, place(report), {"a:name": "Theirs"}, 0, "theirs")
        (conflict,) = told(put(amina, place(report), {"a:name": "Mine"}), 412)["conflicts"]
        put(barasa, place(report), {"a:name": "Better"}, 1, "theirs again")
        decided = {"a:name": "Mine", "behind:name": str(conflict["revision"]), "address": "name"}
        (again,) = told(put(amina, place(report), decided, 2, "k2"), 412)["conflicts"]
        assert again["theirs"] == "Better"

    def test_whether_it_was_oneself_in_another_window_is_told(
        self, portal: Portal, amina: Browser, report: str
    ) -> None:
        put(amina, place(report), {"a:name": "One"}, 0, "k1")
        (conflict,) = told(put(amina, place(report), {"a:name": "Two"}, 0, "k2"), 412)["conflicts"]
        assert conflict["own"] is True

    def test_saves_that_come_in_between_are_found(
        self, portal: Portal, amina: Browser, report: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        portal.store.save(BARASA, report, {"name": Answer("Theirs")}, 0)
        save, times = portal.store.save, []

        def save_late(*given: Any, **named: Any) -> Any:
            if len(times) == 1:
                save(BARASA, report, {"share": Answer("9")}, portal.revision(report))
            times.append(1)
            return save(*given, **named)

        monkeypatch.setattr(portal.store, "save", save_late)
        data = told(put(amina, place(report), {"a:name": "Mine", "a:share": "5", "a:begun": "2004"}), 412)
        assert [each["address"] for each in data["conflicts"]] == ["name", "share"]
        assert data["saved"] == ["begun"]
        values = {address: each["value"] for address, each in portal.answers(report).items()}
        assert values == {"name": "Theirs", "share": "9", "begun": 2004}

    def test_too_many_revisions_are_refused(self, portal: Portal, amina: Browser, report: str) -> None:
        fields = {"a:name": "x", "address": "name", **{f"behind:q{number}": str(number) for number in range(60)}}
        assert told(put(amina, place(report), fields), 400)["detail"]

    @pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 40])
    def test_a_revision_of_an_answer_that_is_none_is_the_page_s(
        self, portal: Portal, amina: Browser, report: str, revision: str
    ) -> None:
        fields = {"a:name": "Mine", "behind:name": revision, "address": "name"}
        assert told(put(amina, place(report), fields))["saved"] == ["name"]


class TestBothOnTheConflictPage:
    def conflict(self, amina: Browser, barasa: Browser, where: str, name: str, mine: Any, theirs: Any) -> Page:
        pages = amina.get(where), barasa.get(where)
        for page, typed in zip(pages, (mine, theirs), strict=True):
            if isinstance(typed, list):
                page.form.tick(name, *typed)
        forms = [page.form for page in pages]
        for form, typed in zip(forms, (mine, theirs), strict=True):
            form.tick(name, *typed) if isinstance(typed, list) else form.write(name, typed)
        forms[1].press("Save and come back later")
        return forms[0].press("Save and continue")

    @pytest.mark.parametrize(
        ("section", "name", "mine", "theirs", "kept"),
        [
            ("simple", "a:story", "Mine", "Theirs", "Theirs\n\nMine"),
            ("simple", "a:name", "Mine", "Theirs", "Theirs; Mine"),
            ("choices", "a:help", ["other", "funding"], ["training"], ["funding", "training", "other"]),
        ],
    )
    def test_joins_them(
        self, portal: Portal, amina: Browser, barasa: Browser, report: str,
        section: str, name: str, mine: Any, theirs: Any, kept: Any,
    ) -> None:  # fmt: skip
        page = self.conflict(amina, barasa, place(report, section), name, mine, theirs)
        assert page.status == 409
        address = name.removeprefix("a:")
        page.form.choose(f"decide:{address}", "both").press("Save what I decided")
        assert portal.answers(report)[address]["value"] == kept

    def test_is_not_offered_where_it_makes_no_sense(
        self, portal: Portal, amina: Browser, barasa: Browser, report: str
    ) -> None:
        for section, name, mine, theirs in (
            ("simple", "a:people", "5", "6"),
            ("choices", "a:help", ["none"], ["training"]),
            ("simple", "a:story", "", "T"),
        ):
            if name == "a:story":
                portal.store.save(AMINA, report, {"story": Answer("Before")}, portal.revision(report))
            page = self.conflict(amina, barasa, place(report, section), name, mine, theirs)
            assert "both" not in page.form.offered(f"decide:{name.removeprefix('a:')}")
