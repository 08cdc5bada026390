#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells how many tests were skipped and why, from the JUnit file that CTest wrote: a test that nobody runs
anywhere is none."""
import re
import sys
import xml.etree.ElementTree

# What `./dev compat` brings along, as the reasons name it.
IN_COMPAT = re.compile(r"\b(python3-)?(torch|onnxruntime)\b")


def skipped(case):
    """(test, reason) of every one that the case skipped; a program with QtTest has many tests."""
    name, said = case.get("name"), case.findtext("system-out") or ""
    if case.find("skipped") is None:
        for function, reason in re.findall(r"^SKIP   : (.+?\(.*?\)) (.*)$", said, re.MULTILINE):
            yield function, reason
        return
    googletest = re.search(r": Skipped\n(.+)\n", said)
    lines = said.strip().splitlines()
    yield name, googletest[1] if googletest else lines[-1] if lines else "no reason given"


def main():
    by_reason, count = {}, 0
    for case in xml.etree.ElementTree.parse(sys.argv[1]).iter("testcase"):
        for name, reason in skipped(case):
            by_reason.setdefault(reason, []).append(name)
            count += 1
    print(f"\n{count} {'test was' if count == 1 else 'tests were'} skipped{':' if count else '.'}")
    for reason, names in by_reason.items():
        hint = "; ./dev compat runs " + ("it" if len(names) == 1 else "them") if IN_COMPAT.search(reason) else ""
        print(f"  {reason} ({', '.join(names)}){hint}")


if __name__ == "__main__":
    main()
