import re

import pytest

from activity_center.notices import rules, sentences

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def test_every_kind_has_words_and_every_word_a_kind():
    assert sentences.KINDS.keys() == rules.KINDS.keys()


@pytest.mark.parametrize("kind", rules.KINDS)
def test_a_sentence_needs_no_more_than_its_kind_promises(kind):
    sentence = sentences.KINDS[kind][1]._args[0]
    assert set(PLACEHOLDER.findall(sentence)) <= rules.KINDS[kind]


def test_a_kind_that_nobody_listed_is_a_bug():
    with pytest.raises(KeyError):
        rules.missing_facts("rumour", {})


def test_the_facts_that_a_notice_lacks_are_named():
    assert rules.missing_facts("offer_made", {"title": "书法"}) == {"expires_at"}


def test_sending_is_tried_ever_more_patiently_and_given_up():
    pauses = [rules.pause_after(attempts) for attempts in range(1, rules.ATTEMPTS + 1)]
    assert pauses[-1] is None
    growing = [pause for pause in pauses if pause]
    assert growing == sorted(growing)
    assert len(growing) == rules.ATTEMPTS - 1
