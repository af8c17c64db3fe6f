"""Reports as tests want them: contests in short, as lines of a file."""

# The exercise of FIDE's tie-break regulations of 2023, by M. Held: sixteen players, five rounds.
EXERCISE = {
    1: "9w1 13b= 2w= 15b1 4w=",
    2: "10b1 7w1 1b= 16w1 3b=",
    3: "11w= 6b1 8w1 4b= 2w=",
    4: "12b1 0-H 13w1 3w= 1b=",
    5: "13w0 15b0 11w1 7b= 10w1",
    6: "14b0 3w0 0-U 10w1 8b1",
    7: "15w1 2b0 16b0 5w= 11b0",
    8: "16b= 14w1 3b0 13w1 6w0",
    9: "1b0 10w0 0-H 11b- 0-U",
    10: "2w0 9b1 15w0 6b0 5b0",
    11: "3b= 16w0 5b0 9w+ 7w1",
    12: "4w0 0-U 14w+ 0-Z 0-Z",
    13: "5b1 1w= 4b0 8b0 14w0",
    14: "6w1 8b0 12b- 0-Z 13b1",
    15: "7b0 5w1 10b1 1w0 16b0",
    16: "8w= 11b1 7w1 2b0 15w1",
}
ROUND_ROBIN = {
    1: "5w= 2w1 3b1 4w0 6b1",
    2: "6w1 1b0 5w1 3w= 4b1",
    3: "4w1 6b1 1w0 2b= 5w1",
    4: "3b0 5b0 6w= 1b1 2w0",
    5: "1b= 4w1 2b0 6w- 3b0",
    6: "2b0 3w0 4b= 5b+ 1w0",
}
_EARNED = {"1": 1, "=": 0.5, "0": 0, "H": 0.5, "U": 1, "F": 1, "Z": 0, "+": 1, "-": 0}


def report(contest: dict[int, str], head: str = "042 2024-08-01\nXXR 5\n", name: str = "棋手") -> str:
    """Return a contest as the text of a file."""
    return head + "".join(line(number, said, name) for number, said in contest.items())


def line(number: int, said: str, name: str = "棋手", width: int = 33) -> str:
    """Return one player as a line, the name so many characters wide."""
    games = [(one[:-2], one[-2], one[-1]) for one in said.split()]
    points = sum(_EARNED[result] for _, _, result in games)
    shown = "  ".join(f"{opponent:>4} {colour} {result}" for opponent, colour, result in games)
    who = f"001 {number:4} {'':5}{name + str(number):{width}} 1500 CHN"
    return f"{who} {'':11} {'':10} {points:4.1f} {number:4}  {shown}\n"
