"""Puts the report on a pull request into one comment, and keeps that one up to date.

In: REPORT, the folder with what `make report` left; of GitHub GITHUB_REPOSITORY, HEAD_SHA and
RUN_URL; the command `gh`. Out: one comment, made or changed.
Never: trusts the folder. Whoever makes a pull request can put anything there: no file is run or
followed elsewhere, the number must be that of the pull request whose commit was checked, and the
text is cut to what a comment holds, without links, pictures, mentions and tags of its own.
"""

import json
import os
import re
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

MARK = "<!-- report of the check -->"
AUTHOR = "github-actions[bot]"
LONGEST = 60_000  # characters of the report; GitHub takes 65,536 for the whole comment
READ = 400_000  # bytes of a file that are read at all
PAGE = 100  # comments that GitHub lists at once
# The tags that the report has; everything else that begins like one is shown as it stands.
FOREIGN_TAG = re.compile(r"<(?!(?:code|/code|br)>)")


def main() -> int:
    """Writes the comment; exit status 0 also where there is none to write."""
    folder, repository = Path(os.environ["REPORT"]), os.environ["GITHUB_REPOSITORY"]
    commit, run = os.environ["HEAD_SHA"], os.environ["RUN_URL"]
    number = text_of(folder / "pull-request").strip()
    if not re.fullmatch(r"[0-9]{1,9}", number, re.ASCII):
        print("no number of a pull request: no comment")
        return 0
    pull = asked("GET", f"repos/{repository}/pulls/{number}")
    if pull["state"] != "open" or pull["head"]["sha"] != commit:
        print(f"pull request {number} is closed, or its last commit is another: no comment")
        return 0
    body = comment(text_of(folder / "report.md"), commit, run)
    if own := own_comment(repository, number):
        asked("PATCH", f"repos/{repository}/issues/comments/{own}", body)
    else:
        asked("POST", f"repos/{repository}/issues/{number}/comments", body)
    return 0


def text_of(file: Path) -> str:
    """The beginning of a file. A link is not followed: it could lead to a secret."""
    with os.fdopen(os.open(file, os.O_RDONLY | os.O_NOFOLLOW), "rb") as opened:
        return opened.read(READ).decode("utf-8", "replace")


def comment(report: str, commit: str, run: str) -> str:
    """The text of the comment: the report, cut at the end of a line, and where the whole stands."""
    text = inert(report).strip() or "The report is empty."
    more = ""
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition("\n")[0]
        more = " It is cut here; the whole stands in the summary of the run."
    about = f"Report on commit {commit[:7]}, of [this run]({run}).{more}"
    return f"{MARK}\n{text}\n\n{about} This comment changes with each push.\n"


def inert(text: str) -> str:
    """Markdown in which nothing calls, links or shows what the report itself never has."""
    text = FOREIGN_TAG.sub("&lt;", text.replace("\0", ""))
    text = text.replace("[", "&#91;").replace("@", "&#64;&#8203;").replace("://", "&#58;//")
    return re.sub(r"(?i)\bwww\.", "www&#46;", text)


def own_comment(repository: str, number: str) -> int:
    """The id of the comment that an earlier run made; 0 when there is none."""
    for page in count(1):
        address = f"repos/{repository}/issues/{number}/comments?per_page={PAGE}&page={page}"
        comments = asked("GET", address)
        for one in comments:
            author, body = (one["user"] or {}).get("login"), one["body"] or ""
            if author == AUTHOR and body.startswith(MARK):
                return int(one["id"])
        if len(comments) < PAGE:
            break
    return 0


def asked(method: str, address: str, body: str | None = None) -> Any:
    """What GitHub answers. A comment travels on the standard input, not as an argument."""
    command = ["gh", "api", "--method", method, address]
    given = None
    if body is not None:
        command += ["--input", "-"]
        given = json.dumps({"body": body})
    run = subprocess.run(command, input=given, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(run.stdout)


if __name__ == "__main__":
    sys.exit(main())
