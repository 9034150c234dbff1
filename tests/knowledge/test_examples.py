import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
import sqlglot
from botocore.exceptions import ParamValidationError, UnknownServiceError

from launch.examples.blocks import Block, collect_blocks
from launch.examples.offline import closed_network
from launch.examples.running import APART, NOWHERE, run_block
from tests.conftest import ROOT

BLOCKS = collect_blocks()
# A prompt and a ruleset of AWS Glue Data Quality have no parser of their own.
LANGUAGES = {"python", "bash", "sql", "json", "dockerfile", "text"}
# What shell examples may use besides the AWS CLI; nothing else is on their PATH.
PROGRAMS = ("cat", "mkdir", "tar", "gzip")
# Dialects by a word of the heading that the example stands under; the first that fits.
DIALECTS = {
    "Redshift": ["redshift"],
    "pgvector": ["postgres"],
    "Iceberg": ["athena"],
    "Athena": ["athena"],
    "SQL": ["athena", "redshift", "postgres"],
}
# Statements that sqlglot leaves unread, with the query inside them.
UNREAD = (
    r"CREATE EXTENSION IF NOT EXISTS \w+",
    r"CREATE MODEL \w+\s+FROM \((?P<query>SELECT [^()]+)\)\s+TARGET \w+\s+FUNCTION \w+"
    r"\s+IAM_ROLE (default|'[^']+')\s+SETTINGS \(S3_BUCKET '[a-z0-9.-]+'\)",
)
DOCKER = re.compile(r"(FROM|RUN|COPY|ADD|ENV|ARG|WORKDIR|EXPOSE|USER|CMD|ENTRYPOINT) \S")


def of(language: str) -> pytest.MarkDecorator:
    blocks = [block for block in BLOCKS if block.language == language]
    return pytest.mark.parametrize("block", blocks, ids=[block.place for block in blocks])


def is_run_here(block: Block) -> bool:
    return not block.modules() & (APART | NOWHERE.keys())


def test_every_example_names_a_language_that_is_checked():
    assert [block.place for block in BLOCKS if block.language not in LANGUAGES] == []


@of("python")
def test_python_runs(block: Block, tmp_path: Path):
    if is_run_here(block):
        run_block(block, tmp_path)
    else:
        compile(block.code, block.place, "exec")


@of("bash")
def test_shell_runs(block: Block, tmp_path: Path):
    answer = run_shell(block.code, tmp_path)
    assert answer.returncode == 0, answer.stderr


@of("sql")
def test_sql_parses(block: Block):
    dialects = next(dialects for word, dialects in DIALECTS.items() if word in block.subject)
    for dialect in dialects:
        for statement in sqlglot.parse(block.code, read=dialect):
            if isinstance(statement, sqlglot.exp.Command):
                match = next(
                    filter(None, (re.fullmatch(form, statement.sql(), re.DOTALL) for form in UNREAD))
                )
                query = match.groupdict().get("query")
                assert not query or sqlglot.parse_one(query, read=dialect)


@of("json")
def test_json_parses(block: Block):
    assert json.loads(block.code)


@of("dockerfile")
def test_dockerfile_has_known_instructions(block: Block):
    lines = block.code.replace("\\\n", "").splitlines()
    assert lines[0].startswith("FROM ")
    assert [line for line in lines if not DOCKER.match(line)] == []


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (lambda: boto3.client("polyglot"), UnknownServiceError),
        (lambda: boto3.client("polly").speak(Text="Hello"), AttributeError),
        (lambda: synthesise(VoiceId="Joanna"), r'Missing required parameter in input: "OutputFormat"'),
        (lambda: synthesise(VoiceId="Joanna", OutputFormat="mp3", Voice=1), "Unknown parameter"),
        (lambda: synthesise(VoiceId=1, OutputFormat="mp3"), "Invalid type for parameter VoiceId"),
        (lambda: synthesise(VoiceId="Joan", OutputFormat="mp3"), "VoiceId must be one of .*, got 'Joan'"),
        (lambda: describe_endpoint("my endpoint"), "EndpointName must match"),
        (lambda: describe_endpoint("e" * 64), "EndpointName must be at most 63, got 64"),
    ],
)
def test_a_call_that_aws_would_refuse_is_refused(call, complaint):
    expected = {"match": complaint} if isinstance(complaint, str) else {}
    kind = ParamValidationError if expected else complaint
    with closed_network(), pytest.raises(kind, **expected):
        call()


def test_answers_have_the_fields_of_the_service_and_say_what_was_asked():
    with closed_network() as called:
        answer = describe_endpoint("my-endpoint")
    assert answer["EndpointStatus"] == "InService"
    assert called == ["sagemaker:DescribeEndpoint"]


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        ("aws polly speak --text Hello", "Invalid choice"),
        ("aws polly synthesize-speech --text Hello --voice-id Joanna", "required: --output-format"),
        ("aws s3 ls --colour red", "Unknown options: --colour"),
        ("aws cloudtrail lookup-events --lookup-attributes Key=EventName", 'Unknown parameter.*"Key"'),
        ("aws cloudtrail lookup-events --lookup-attributes '[{'", "Invalid JSON"),
        ("curl https://example.com", "curl: command not found"),
    ],
)
def test_a_command_that_aws_would_refuse_is_refused(command: str, complaint: str, tmp_path: Path):
    answer = run_shell(command, tmp_path)
    assert answer.returncode != 0
    assert re.search(complaint, answer.stderr, re.DOTALL), answer.stderr


def synthesise(**arguments):
    return boto3.client("polly").synthesize_speech(Text="Hello", **arguments)


def describe_endpoint(name: str) -> dict:
    return boto3.client("sagemaker").describe_endpoint(EndpointName=name)


def run_shell(code: str, folder: Path) -> subprocess.CompletedProcess:
    programs = folder / "programs"
    programs.mkdir()
    for program in PROGRAMS:
        (programs / program).symlink_to(shutil.which(program))
    aws = programs / "aws"
    aws.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tests.knowledge.offline_aws "$@"\n')
    aws.chmod(0o755)
    (folder / "model_dir").mkdir()
    (folder / "train.csv").write_text("age,income\n31,2000\n")
    return subprocess.run(
        [shutil.which("bash"), "-euo", "pipefail", "-c", code],
        cwd=folder,
        env={
            "PATH": str(programs),
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "LANG": os.environ.get("LANG", "C"),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
