"""What releases, cites and packs the project has its form, and says what pyproject.toml says."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

import ordslab
from ordslab.cli import _parser
from ordslab.lessons.registry import SERIES

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
WORKFLOWS = {path.stem: path for path in (ROOT / ".github" / "workflows").iterdir()}
IMAGE = ROOT / "packaging" / "image"
SECRET = re.compile(r"secrets\.|password *:|(?<!id-)token *:|api[-_]?key", re.IGNORECASE)


def workflow(name: str) -> dict:
    """A workflow; YAML 1.1 reads its key `on` as true."""
    return yaml.safe_load(WORKFLOWS[name].read_text(encoding="utf-8"))


def commands(job: dict) -> list[str]:
    return [step["run"] for step in job.get("steps", ()) if "run" in step]


def combinations(job: dict) -> set[tuple[str, ...]]:
    """What a job's matrix multiplies out to."""
    return set(itertools.product(*job["strategy"]["matrix"].values()))


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        *((path, "vendor.github-workflows") for path in WORKFLOWS.values()),
        (ROOT / "CITATION.cff", "vendor.citation-file-format"),
        (ROOT / ".github" / "dependabot.yml", "vendor.dependabot"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_it_is_valid_by_its_published_schema(path, schema):
    """Promise: the forge takes the workflows, and citation tools the citation."""
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


class TestTests:
    def test_every_system_and_every_python(self):
        """Promise: Linux (as .ci/run does it), macOS and Windows, with every Python that pyproject.toml names."""
        jobs = workflow("tests")["jobs"]
        assert PYTHONS[0] == PROJECT["project"]["requires-python"].removeprefix(">=")
        assert combinations(jobs["linux"]) == {(each,) for each in PYTHONS}
        assert commands(jobs["linux"]) == [".ci/run"]
        assert os.access(ROOT / ".ci" / "run", os.X_OK)
        assert combinations(jobs["elsewhere"]) == set(itertools.product(["macos-latest", "windows-latest"], PYTHONS))

    def test_oldest_and_newest_dependencies(self):
        """Promise: the lower bounds on the oldest Python, the newest packages on the newest."""
        job = workflow("tests")["jobs"]["dependencies"]
        lanes = {(each["resolution"], each["python"]) for each in job["strategy"]["matrix"]["include"]}
        assert lanes == {("lowest-direct", PYTHONS[0]), ("highest", PYTHONS[-1])}
        assert any("--resolution ${{ matrix.resolution }}" in each for each in commands(job))

    def test_wheels_alone(self):
        """Promise: what is installed there is the built wheel, without a compiler and without the clone."""
        job = workflow("tests")["jobs"]["wheel-only"]
        assert combinations(job) >= set(
            itertools.product(["ubuntu-latest", "windows-latest"], [PYTHONS[0], PYTHONS[-1]])
        )
        assert job["needs"] == "build"
        assert not any("checkout" in step.get("uses", "") for step in job["steps"])
        assert any("--only-binary=:all: dist/ordslab-" in each for each in commands(job))


class TestRelease:
    def test_tested_files_are_published_and_nothing_else(self):
        """Promise: publishing waits for all tests of these very files, and builds nothing itself."""
        jobs = workflow("release")["jobs"]
        assert jobs["tests"]["uses"] == "./.github/workflows/tests.yml"
        assert jobs["tests"]["needs"] == "version"
        assert jobs["publish"]["needs"] == "tests"
        assert commands(jobs["publish"]) == []
        kept = next(step for step in workflow("tests")["jobs"]["build"]["steps"] if "upload" in step.get("uses", ""))
        taken = next(step for step in jobs["publish"]["steps"] if "download" in step["uses"])
        assert kept["with"]["name"] == taken["with"]["name"]

    def test_who_may_publish_is_pinned(self):
        """Promise: what gets the right to publish is the forge's own, or one commit that no later push replaces."""
        used = [step["uses"] for step in workflow("release")["jobs"]["publish"]["steps"]]
        others = [each for each in used if not each.startswith("actions/")]
        assert others
        assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", each) for each in others)

    def test_only_a_tag_of_the_version_releases(self):
        """Promise: no push to a branch publishes, and no tag that says another version than the package."""
        document = workflow("release")
        assert document[True] == {"push": {"tags": ["v*"]}}
        (check,) = commands(document["jobs"]["version"])
        check = check.replace("python3", sys.executable)
        for tag, code in ((f"v{ordslab.__version__}", 0), ("v999", 1)):
            environment = os.environ | {"GITHUB_REF_NAME": tag}
            assert subprocess.run(["bash", "-c", check], cwd=ROOT, env=environment, check=False).returncode == code

    def test_nothing_secret_is_there(self):
        """Promise: an OIDC token for the one job that publishes, and no stored token or password anywhere."""
        assert not any(SECRET.search(path.read_text(encoding="utf-8")) for path in WORKFLOWS.values())
        granted = {}
        for name in WORKFLOWS:
            document = workflow(name)
            assert document["permissions"] == {}
            granted |= {(name, job): each["permissions"] for job, each in document["jobs"].items()}
        writers = {job: each for job, each in granted.items() if "write" in each.values()}
        assert writers == {("release", "publish"): {"id-token": "write"}}

    def test_the_clone_keeps_no_credentials(self):
        """Promise: no later step finds the forge's token in the clone; and each job ends by itself."""
        for name in WORKFLOWS:
            for job in workflow(name)["jobs"].values():
                assert "uses" in job or job["timeout-minutes"] <= 90
                for step in job.get("steps", ()):
                    if step.get("uses", "").startswith("actions/checkout"):
                        assert step["with"]["persist-credentials"] is False


class TestCitationAndSecurity:
    def test_version_and_license(self):
        """Promise: the citation says the package's version and license, and names the article."""
        citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
        assert citation["version"] == ordslab.__version__
        assert citation["license"] == PROJECT["project"]["license"]
        assert citation["references"][0]["url"] in PROJECT["project"]["urls"].values()

    def test_how_to_report(self):
        """Promise: whoever looks for how to report finds it, and the promises that could be broken."""
        text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
        assert "(docs/SECURITY.md)" in text
        assert "Report a vulnerability" in text


class TestConda:
    RECIPE = yaml.safe_load((ROOT / "packaging" / "conda" / "recipe.yaml").read_text(encoding="utf-8"))

    def test_names_and_ranges(self):
        """Promise: conda-forge's package needs what the wheel needs, in the same ranges; and builds with the same."""
        found = {each.name: each.specifier for each in map(Requirement, self.RECIPE["requirements"]["run"][1:])}
        ours = list(map(Requirement, PROJECT["project"]["dependencies"]))
        assert found == {"-".join([each.name, *sorted(each.extras)]): each.specifier for each in ours}
        builders = {Requirement(each).name for each in PROJECT["build-system"]["requires"]}
        assert {each.split()[0] for each in self.RECIPE["requirements"]["host"]} == {"python", "pip", *builders}

    def test_version_python_and_command(self):
        """Promise: version, oldest Python, command and license are the package's."""
        recipe = self.RECIPE
        assert recipe["schema_version"] == 1
        assert recipe["context"] == {"version": ordslab.__version__, "python_min": PYTHONS[0]}
        assert recipe["requirements"]["run"][0] == "python >=${{ python_min }}"
        scripts = [f"{name} = {entry}" for name, entry in PROJECT["project"]["scripts"].items()]
        assert recipe["build"]["python"]["entry_points"] == scripts
        assert recipe["about"]["summary"] == PROJECT["project"]["description"]
        assert recipe["about"]["license"] == PROJECT["project"]["license"]
        assert (ROOT / "packaging" / "conda" / recipe["source"]["path"]).resolve() == ROOT


class TestBinder:
    def test_a_python_that_the_package_names(self):
        """Promise: Binder's Python is one of ours, and what it installs is this clone."""
        python = (ROOT / "binder" / "runtime.txt").read_text(encoding="utf-8").strip()
        assert python.removeprefix("python-") in PYTHONS[1:]
        lines = (ROOT / "binder" / "requirements.txt").read_text(encoding="utf-8").splitlines()
        (wanted,) = [each for each in lines if not each.startswith("#")]
        assert wanted.startswith(".[")
        assert wanted[2:-1] in PROJECT["project"]["optional-dependencies"]

    @pytest.mark.skipif(os.name == "nt", reason="Binder's scripts are for Linux")
    def test_copies_are_there_when_the_page_opens(self, tmp_path):
        """Promise: postBuild, run as Binder does, leaves a copy of each lesson and of the landing page."""
        ours = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        ours |= {"HOME": str(tmp_path), "ORDSLAB_HOME": str(tmp_path / "sandbox")}
        subprocess.run([ROOT / "binder" / "postBuild"], cwd=tmp_path, env=os.environ | ours, check=True)
        made = {path.name for path in (tmp_path / "ordslab-lessons").glob("*.ipynb")}
        assert made == {"index.ipynb", *(lesson.file for lesson in SERIES)}


class TestImage:
    TEXT = (IMAGE / "Containerfile").read_text(encoding="utf-8")
    LINES = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", TEXT)).splitlines()

    def told(self, word: str) -> list[str]:
        """What an instruction is given, each time it stands there."""
        return [each.removeprefix(word).strip() for each in self.LINES if each.startswith(f"{word} ")]

    def test_nobody_is_root(self):
        """Promise: what runs is a person without rights; no instruction after that undoes it."""
        assert self.told("USER")[-1] == "learner"
        assert "--uid 1000" in self.TEXT
        assert "sudo" not in self.TEXT

    def test_base_is_pinned_and_nothing_comes_from_elsewhere(self):
        """Promise: the base is a named Python, every other stage is our own, and no address is fetched."""
        assert self.told("ARG")[0].removeprefix("PYTHON=").removesuffix("-slim") in PYTHONS[1:]
        first, *others = [each.split(" AS ") for each in self.told("FROM")]
        assert first == ["python:${PYTHON}", "base"]
        assert {base for base, _ in others} == {"base"}
        assert not self.told("ADD")
        assert "://" not in self.TEXT
        assert not SECRET.search(self.TEXT)

    def test_what_the_wheel_is_made_of_is_copied(self):
        """Promise: all that hatchling packs is there, none of it kept out by .dockerignore; nothing else gets in."""
        wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
        needed = {"pyproject.toml", PROJECT["project"]["readme"], *PROJECT["project"]["license-files"]}
        needed |= {*wheel["packages"], *wheel["force-include"]}
        copied = {name for each in self.told("COPY") for name in each.split()[:-1] if not name.startswith("--")}
        assert copied == needed | {"packaging/image/start-learner"}
        allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        assert "*" in allowed
        assert {each[1:] for each in allowed if each.startswith("!")} == copied

    def test_warmed_and_the_home_on_its_own(self):
        """Promise: compiled and tried when it is built; nothing of that trial stays; what changes is in one volume."""
        (warm,) = [each for each in self.told("RUN") if "sandbox start" in each]
        steps = [warm.index(each) for each in ("--compile", "compileall", "sandbox start", "sandbox stop", "rm -rf")]
        assert steps == sorted(steps)
        assert self.told("VOLUME") == ["/home/learner"]
        assert "--read-only" in self.TEXT
        assert os.access(IMAGE / "start-learner", os.X_OK)

    def test_server_is_started_as_the_program_takes_it(self):
        """Promise: by itself the image starts `ordslab` with options that there are, on the port that it says."""
        program, *words = json.loads(self.told("CMD")[-1])
        options = _parser().parse_args(words)
        assert program in PROJECT["project"]["scripts"]
        assert (options.ip, [str(options.port)], options.no_browser) == ("0.0.0.0", self.told("EXPOSE"), True)

    @pytest.mark.skipif(os.name == "nt", reason="images are Linux's")
    def test_a_second_start_leaves_the_copies_alone(self, tmp_path):
        """Promise: the home may be full or empty; the server gets its words, a learner's notebook stays."""
        ours = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        ours |= {"HOME": str(tmp_path), "ORDSLAB_HOME": str(tmp_path / "sandbox")}
        mine = tmp_path / "ordslab-lessons" / SERIES[0].file
        for _ in range(2):
            start = [IMAGE / "start-learner", "echo", "the server", "runs"]
            done = subprocess.run(start, env=os.environ | ours, capture_output=True, text=True, check=True)
            assert done.stdout.splitlines()[-1] == "the server runs"
            assert mine.read_text(encoding="utf-8")
            mine.write_text("{}", encoding="utf-8")
        assert mine.read_text(encoding="utf-8") == "{}"


def test_devcontainer():
    """Promise: it is the image's base, forwards JupyterLab's port, installs the clone and makes the copies."""
    folder = ROOT / ".devcontainer"
    described = json.loads((folder / "devcontainer.json").read_text(encoding="utf-8"))
    build = described["build"]
    assert (folder / build["dockerfile"]).resolve() == IMAGE / "Containerfile"
    assert (folder / build["context"]).resolve() == ROOT
    assert f" AS {build['target']}\n" in TestImage.TEXT
    assert build["args"]["PYTHON"] in PYTHONS[1:]
    assert described["remoteUser"] in TestImage.TEXT
    assert described["forwardPorts"][0] == 8888
    assert set(described["portsAttributes"]) == set(map(str, described["forwardPorts"]))
    assert "pip install --user -e '.[colours,test]' && ordslab lessons --folder" in described["postCreateCommand"]
