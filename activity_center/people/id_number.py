"""The number on the resident identity card, GB 11643-1999: what it must look like and what it says."""

from datetime import date

from activity_center.people.rules import Sex, normal

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def normal_number(text: str) -> str:
    """Return the number as it is printed: without blanks, a small x made large."""
    return "".join(normal(text).split()).upper()


def check_character(first17: str) -> str:
    """Return the last character that belongs to 17 digits: ISO 7064 MOD 11-2."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def is_valid(number: str) -> bool:
    """Say whether a normal number has 18 places, a date of birth that exists and the right last character."""
    first17 = number[:17]
    shaped = len(number) == 18 and first17.isascii() and first17.isdigit()
    return shaped and birth_on(number) is not None and number[17] == check_character(first17)


def birth_on(number: str) -> date | None:
    """Return the date of birth in a number, or None where there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> Sex:
    """Return the sex in a number: the 17th digit is odd for men."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def masked(number: str) -> str:
    """Return the number with all but the first three and the last two places hidden."""
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"


def looks_like_one(text: str) -> bool:
    """Say whether a text has the shape of an identity number, right or wrong: it must not stand in an address."""
    number = normal_number(text)
    return len(number) == 18 and number[:-1].isdigit() and number[-1] in _CHECKS
