"""`python -m tests.soak`: kill function processes at random moments; the books must come out right."""

import argparse
import random
import sys

from tests.soak.soaking import Plan, SoakError, soak


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    usual = Plan(kills=500)
    for name, value, meaning in (
        ("--kills", usual.kills, "how many processes to kill"),
        ("--records", usual.records, "how many records the companies have together"),
        ("--companies", usual.companies, "how many companies share them"),
        ("--seed", random.randrange(1_000_000), "the same seed makes the same records and choices"),
    ):
        parser.add_argument(name, type=int, default=value, metavar="N", help=f"{meaning} (default: {value})")
    parser.add_argument(
        "--interval",
        type=float,
        default=usual.interval_s,
        metavar="S",
        dest="interval_s",
        help=f"mean seconds between two kills (default: {usual.interval_s})",
    )
    plan = Plan(**vars(parser.parse_args()))
    print(f"Seed {plan.seed}: {plan.kills} kills over {plan.records} records of {plan.companies} companies")
    try:
        outcome = soak(plan)
    except KeyboardInterrupt:
        print(f"\nStopped. Seed {plan.seed}.")
        return 130
    except SoakError as error:
        print(f"Seed {plan.seed}: {error}")
        return 1
    by_function = ", ".join(f"{name} {count}" for name, count in sorted(outcome.kills.items()))
    print(f"Every record is in the books once and as it was pushed last. Seed {plan.seed}.")
    print(f"  kills    {sum(outcome.kills.values())}: {by_function}")
    print(f"  pushes   {outcome.pushes} versions of records")
    print(f"  calls    {outcome.calls}, of which {outcome.resent} were sent again")
    print(f"  replays  {outcome.replays} of parked companies")
    print(f"  seconds  {outcome.lasted_s}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
