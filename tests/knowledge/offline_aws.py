"""The AWS CLI with the network closed: `python -m tests.knowledge.offline_aws s3 ls`."""

import sys

from awscli.clidriver import create_clidriver

from launch.examples.offline import closed_network

# The installable CLI is version 1, which reads binary arguments as they are and has no such option.
ONLY_IN_VERSION_2 = "--cli-binary-format"


def main(arguments: list[str]) -> int:
    if ONLY_IN_VERSION_2 in arguments:
        place = arguments.index(ONLY_IN_VERSION_2)
        del arguments[place : place + 2]
    with closed_network():
        return create_clidriver().main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
