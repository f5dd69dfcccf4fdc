"""The recipes for GitHub and GitLab: they are YAML, and what they call understands what it is given."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from billbench.harness.cli import billbench
from billbench.reports.gate.question import LOOKS
from tests.unit.ci.job import Job

CI = Path(__file__).parents[3] / "ci"
RECIPES = ("github/action.yml", "github/workflow.yml", "gitlab.yml")
COMMANDS = ("setup", "measure", "shard", "judge", "comment")


def text_of(recipe: str) -> str:
    return (CI / recipe).read_text(encoding="utf-8")


def parsed(recipe: str) -> dict[Any, Any]:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    found = yaml.safe_load(text_of(recipe))
    assert isinstance(found, dict)
    return found


def without_comments(text: str) -> str:
    return "\n".join(line.partition(" #")[0] for line in text.splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("recipe", ["github/workflow.yml", "gitlab.yml"])
def test_the_command_understands_what_a_recipe_gives_it(recipe: str, tmp_path: Path) -> None:
    """The options as the recipe has them go through the script to the real command line."""
    lines = [line.strip() for line in text_of(recipe).splitlines() if re.match(r"\s+--", line)]
    assert lines
    job = Job(tmp_path)
    assert job.run("shard", "1/4", GATE_OPTIONS="\n".join(lines)).status == 0
    name, *words = job.told
    understood = billbench.commands[name].make_context(name, words).params
    assert understood["baseline_rev"]
    assert understood["candidate_rev"]
    assert (understood["lines"], understood["launches"], understood["shard"]) == ((80,), LOOKS[-1], "1/4")


def test_the_command_understands_what_the_last_job_gives_it(tmp_path: Path) -> None:
    job = Job(tmp_path)
    job.run("shard", "1/1")
    job.run("judge")
    name, *words = job.told
    understood = billbench.commands[name].make_context(name, words).params
    assert understood["folders"] == (Path("billbench-gate/shard-1"),)
    assert understood["out"] == Path("billbench-gate")


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_calls_the_script_by_commands_that_it_has(recipe: str) -> None:
    called = re.findall(r"gate\.sh\"? +\"?([a-z]+)", without_comments(text_of(recipe)))
    asked = re.findall(r"^\s+command: ([a-z]+)$", text_of(recipe), re.MULTILINE)
    assert called or asked
    assert [command for command in (*called, *asked) if command not in COMMANDS] == []


def test_the_script_has_these_commands() -> None:
    for command in COMMANDS:
        assert re.search(rf"^    {command}\) ", text_of("gate.sh"), re.MULTILINE), command


@pytest.mark.parametrize("recipe", RECIPES)
def test_an_action_of_others_is_pinned_by_its_commit(recipe: str) -> None:
    """A tag can be moved to other code."""
    used = re.findall(r"uses: (\S+)", without_comments(text_of(recipe)))
    assert [one for one in used if not re.fullmatch(r"\./[\w/]+|[\w-]+/[\w-]+@[0-9a-f]{40}", one)] == []


def steps_of(recipe: str) -> Iterator[dict[str, Any]]:
    found = parsed(recipe)
    for job in [found["runs"]] if "runs" in found else found["jobs"].values():
        yield from job["steps"]


@pytest.mark.parametrize("recipe", ["github/action.yml", "github/workflow.yml"])
def test_no_shell_line_of_github_is_made_of_an_expression(recipe: str) -> None:
    """What a person can write, such as the name of a branch, must not become a part of a script."""
    lines = [line for line in text_of(recipe).splitlines() if re.match(r"[\s-]+run:", line)]
    assert lines
    assert [line for line in lines if "${{" in line or re.search(r"run:\s*[|>]", line)] == []


def test_the_action_has_what_the_workflow_gives_it() -> None:
    inputs = parsed("github/action.yml")["inputs"]
    given = [step["with"] for step in steps_of("github/workflow.yml") if step.get("uses") == "./ci/github"]
    assert given
    assert {name for one in given for name in one} <= set(inputs)


def test_every_step_of_the_action_names_its_shell() -> None:
    """GitHub refuses a composite action without it."""
    text = text_of("github/action.yml")
    assert text.count(" run: ") == text.count(" shell: bash\n") > 0


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_is_indented_as_yaml_is(recipe: str) -> None:
    """What can be seen without a parser: no tab, and two spaces a level."""
    lines = [line for line in text_of(recipe).splitlines() if line.strip()]
    assert not any("\t" in line for line in lines)
    assert {(len(line) - len(line.lstrip())) % 2 for line in lines} == {0}


def test_gitlab_shows_what_is_not_known_as_a_warning_and_measures_in_shards() -> None:
    jobs = parsed("gitlab.yml")
    measure, judge = jobs["page-gate:measure"], jobs["page-gate"]
    assert judge["allow_failure"] == {"exit_codes": 3}
    assert judge["needs"] == ["page-gate:measure"]
    assert measure["parallel"] > 1
    assert shlex.split(measure["script"][0]) == ["ci/gate.sh", "shard", "$CI_NODE_INDEX/$CI_NODE_TOTAL"]
    assert judge["artifacts"]["reports"]["junit"].startswith("billbench-gate/gate/")
