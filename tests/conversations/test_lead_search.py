"""Customers are found however people type their names and numbers; the same on both databases."""

from uuid import UUID

import pytest

from conversations.models import Lead
from conversations.selectors import lead_matches
from tests.factories.conversations import LeadFactory

pytestmark = pytest.mark.django_db

# A customer, what finds them, and what does not.
CASES = (
    ({"name": "José Álvarez"}, ("Jose", "ALVAREZ", "álvarez", "Álvarez José", "alvarez, jose", "jo alv"), ("josh",)),
    ({"name": "Łukasz Żak"}, ("lukasz", "ŁUKASZ", "zak"), ()),
    ({"name": "Ольга Й"}, ("ольга", "ОЛЬГА"), ("олга",)),
    ({"name": "Zoë"}, ("zoe", "ZOË", "Zoe\u0308"), ()),
    ({"name": "Ann O’Brien"}, ("O'Brien", "obrien", "OʼBrien", "o brien"), ()),
    ({"name": "Jörg Großmann"}, ("grossmann", "GROSSMANN", "Großmann", "jorg", "joerg"), ()),
    ({"name": "Mueller"}, ("Müller",), ()),
    ({"name": "Yıldız İnce"}, ("yildiz", "YILDIZ", "ince"), ()),
    ({"name": "أحمد"}, ("احمد", "أَحمد"), ()),
    ({"name": "山田 太郎"}, ("太郎", "山田"), ("花子",)),
    ({"name": "Ｍｉａ"}, ("mia",), ()),
    ({"name": "Jean-Luc", "email": "jl+shop@example.com"}, ("jean luc", "Jean-Luc", "jl+shop@", "EXAMPLE.com luc"), ()),
    (
        {"phone": "+447700900123"},
        (
            "07700 900123",
            "0044 7700 900123",
            "+44 7700 900123",
            "(44) 7700-900-123",
            "+44 (0)7700 900123",
            "011447700900123",
            "900123",
            "07700 90",
        ),
        ("07700 900124", "+44 7701"),
    ),
    (
        {"phone": "+5511987650001"},
        ("(11) 98765-0001", "11 8765-0001", "551187650001", "+55 11 98765"),
        ("11 98765-0002",),
    ),
    ({"phone": "+523312340000"}, ("521 33 1234 0000", "33 1234 0000", "+52 1 33 1234 0000"), ()),
    ({"phone": "+5491123456789"}, ("011 15-2345-6789", "54 11 2345 6789", "549 11 2345"), ()),
    ({"name": "100% _real_"}, ("100", "_real_"), ("%", "__")),
)


def found_by(search: str) -> set[Lead]:
    return set(Lead.objects.filter(lead_matches(search)))


def test_everybody_is_found_as_people_type_and_by_nothing_else():
    everybody = [(LeadFactory.create(**{"name": "", **known}), finds, misses) for known, finds, misses in CASES]
    faults = [(lead, word) for lead, finds, _ in everybody for word in finds if lead not in found_by(word)]
    faults += [(lead, word) for lead, _, misses in everybody for word in misses if lead in found_by(word)]
    assert not faults
    assert found_by("★ …") == set()


def test_the_search_follows_each_way_of_writing_a_lead():
    lead = LeadFactory.create(name="Mia")
    lead.name = "Pia"
    lead.save(update_fields=["name"])
    assert (found_by("pia"), found_by("mia")) == ({lead}, set())

    many = Lead.objects.bulk_create([Lead(name="Zoë"), Lead(name="Zoé")])
    assert found_by("zoe") == set(many)
    with pytest.raises(TypeError, match="search"):
        Lead.objects.update(name="Ada")
    assert Lead.objects.filter(pk=lead.pk).update(is_vip=True) == 1


def test_who_told_nothing_has_a_name_that_stays_and_is_found():
    # The number comes from the id.
    first, second = (LeadFactory.create(name="", id=UUID(int=number)) for number in (1, 2))
    assert str(first) == str(Lead.objects.get(pk=first.pk)) != str(second)
    assert str(first).startswith("Visitor ")
    assert found_by(str(first)) == {first}
    first.email = "mia@example.com"
    assert str(first) == "mia@example.com"
    first.phone = "+5511987650001"
    assert str(first) == "+55 11 98765-0001 (Brazil)"
    first.name = "Mia"
    assert str(first) == "Mia"
