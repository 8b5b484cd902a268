"""Telephone numbers: one number in whichever spelling, and no guessed country."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations import phones
from conversations.numbering import match_key, present, spellings

# Each line is one number, as different people and providers write it.
ALIKE = {
    "Brazil, with and without the ninth digit": ("5521991234567", "552191234567"),
    "Brazil, an area code that got it last": ("5547984170000", "554784170000"),
    "Mexico, with the 1 of mobile numbers": ("523312340000", "5213312340000"),
    "Argentina, with 9, without, and with 15": ("5493414123456", "543414123456", "54341154123456"),
    "Argentina, an area code of two digits": ("5491123456789", "541123456789", "54111523456789"),
    "Ivory Coast, before 2021, Orange": ("2250747123456", "22547123456"),
    "Ivory Coast, before 2021, MTN": ("2250505123456", "22505123456"),
    "Ivory Coast, before 2021, Moov": ("2250102123456", "22502123456"),
    "Ivory Coast, a fixed line": ("2252722412345", "22522412345"),
    "Benin, before November 2024": ("2290196123456", "22996123456"),
    "Cameroon, before 2014": ("237677123456", "23777123456"),
    "Gabon, before 2019": ("24177123456", "24107123456"),
    "Vietnam, before 2018": ("84701234567", "841201234567"),
    "Colombia, a fixed line": ("576012345678", "5712345678"),
    "Palestine, under either country code": ("970591234567", "972591234567"),
    # The trunk prefix left in after the country code.
    "United Kingdom, with the zero": ("447700900666", "4407700900666"),
    "Germany, with the zero": ("4915112340001", "49015112340001"),
    "Germany, a fixed line": ("4930901820", "49030901820"),
    "France": ("33612345678", "330612345678"),
    "Russia, with the 8": ("79123456789", "789123456789"),
    "Belarus, with 0, 8 and 80": ("375291234567", "3750291234567", "3758291234567", "37580291234567"),
    "Lithuania, with 0 and the 8 of before": ("37061234567", "370061234567", "370861234567"),
    "Hungary, with 06": ("36201234567", "3606201234567"),
    "North America, with the 1 twice": ("12025550142", "112025550142"),
    "Brazil, with the zero, with and without the ninth digit": ("5521991234567", "55021991234567", "5502191234567"),
    "Vietnam, with the zero, before 2018": ("84701234567", "8401201234567"),
    "Argentina, with the zero and with 15": ("5493414123456", "5403414123456", "540341154123456"),
    "Palestine, with the zero": ("970591234567", "9700591234567", "9720591234567"),
    "Colombia, with the zero": ("573211234567", "5703211234567"),
}
# Numbers that look like a second spelling and belong to somebody else.
APART = {
    "Brazil, a fixed line has no ninth digit": ("551133334444", "5511933334444"),
    "Brazil, the old trunking numbers": ("551170001111", "5511970001111"),
    "Italy keeps its zero": ("390612345678", "39612345678"),
    "Italy, a mobile number has none": ("393123456789", "3903123456789"),
    "Ivory Coast keeps its zero": ("2250747123456", "225747123456"),
    "Congo keeps its zero": ("242061234567", "24261234567"),
    "Russia, area codes that begin with 8": ("78123456789", "7123456789"),
    "Austria, a service and a mobile number": ("43800123456", "436641234567"),
    "Israel, other operators": ("972541234567", "970541234567"),
    "Mexico, another number with a 1": ("521234567890", "52234567890"),
    "an 8 and a 9 elsewhere": ("4915112345678", "49915112345678"),
}


def test_spellings_of_one_number_have_one_key_and_others_none_in_common():
    faults = [name for name, numbers in ALIKE.items() if len({match_key(number) for number in numbers}) != 1]
    faults += [
        name for name, numbers in APART.items() if len({match_key(number) for number in numbers}) != len(numbers)
    ]
    assert not faults


def test_todays_spelling_is_a_real_number():
    kept = {name: phones.from_provider(numbers[-1]) for name, numbers in ALIKE.items()}
    # The two whose spellings are all in use keep theirs: each can be dialled.
    free = {name for name in ALIKE if name.startswith(("Argentina", "Palestine"))}
    assert {name for name, number in kept.items() if number != f"+{ALIKE[name][0]}"} <= free
    assert all(number for number in kept.values())


def test_no_country_loses_a_digit_and_each_gives_up_its_trunk_prefix():
    """Of each country's example numbers of each kind: themselves unchanged, and found with the prefix left in."""
    faults = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        plan = phonenumbers.PhoneMetadata.metadata_for_region(region)
        prefix = (plan and plan.national_prefix) or ""
        for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            code, national = str(example.country_code), phonenumbers.national_significant_number(example)
            if len(present(code + national)) != len(code + national):
                faults.append((region, kind, "shorter"))
            if match_key(code + prefix + national) != match_key(code + national):
                faults.append((region, kind, "prefix"))
    assert not faults


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)), st.data())
def test_a_key_is_of_one_number_only(region: str, data: st.DataObject):
    """Of any country's mobile numbers, those that differ in their last digits have different keys."""
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        return
    digits = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)[1:]
    other = digits[:-4] + data.draw(st.text("0123456789", min_size=4, max_size=4))
    assert (match_key(digits) == match_key(other)) == (digits == other)
    assert match_key(match_key(digits)) == match_key(digits)
    assert digits in spellings(digits)


@pytest.mark.parametrize(
    ("written", "country", "kept"),
    [
        ("+49 30 901820", "", "+4930901820"),
        (" +1 (202) 555-0142 ", "", "+12025550142"),
        ("0044 7700 900123", "", "+447700900123"),
        ("+44 (0)7700 900123", "", "+447700900123"),
        ("+44 07700 900123", "", "+447700900123"),
        ("＋44 7700 900123", "", "+447700900123"),
        ("07700 900123", "GB", "+447700900123"),
        ("07700 900123", "", ""),
        ("12025550142", "", ""),
        ("12025550142", "US", "+12025550142"),
        ("(11) 98765-0001", "", ""),
        ("(11) 98765-0001", "BR", "+5511987650001"),
        ("11 8765-0001", "BR", "+5511987650001"),
        ("011 15-2345-6789", "AR", "+5491123456789"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("8 912 345-67-89", "RU", "+79123456789"),
        ("06 20 123 4567", "HU", "+36201234567"),
        ("07 12 34 56", "CI", "+2250707123456"),
        ("٠٥٥ ١٢٣ ٤٥٦٧", "SA", "+966551234567"),
        ("123", "US", ""),
        ("US.7740018822", "US", ""),
        ("1-800-FLOWERS", "US", ""),
        ("call me", "US", ""),
        ("", "US", ""),
        ("+" * 5_000, "", ""),
    ],
)
def test_what_people_write_is_read_and_no_country_guessed(written: str, country: str, kept: str):
    assert phones.from_person(written, country) == kept


@pytest.mark.parametrize(
    ("given_by_provider", "kept"),
    [("12025550142", "+12025550142"), ("5213312340000", "+523312340000"), ("123", ""), ("", ""), ("US.77", "")],
)
def test_what_a_provider_gives_is_kept_in_one_form_or_not_at_all(given_by_provider: str, kept: str):
    assert phones.from_provider(given_by_provider) == kept


def test_a_number_is_shown_with_its_country():
    assert phones.show("+5511987650001") == "+55 11 98765-0001 (Brazil)"
    assert phones.show("+447700900123") == "+44 7700 900123 (United Kingdom)"
    assert phones.show("+80012345678") == "+800 1234 5678"
    assert phones.show("odd") == "odd"
    assert phones.show("") == ""
