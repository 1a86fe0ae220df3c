#!/bin/sh
# Writes run.txt and dev.txt: every package with its hash, for Python 3.11 to 3.13. $1 is uv.
set -eu
export UV_CUSTOM_COMPILE_COMMAND="make lock"
options="--quiet --universal --python-version 3.11 --generate-hashes"
"$1" pip compile $options ../pyproject.toml -o run.txt
"$1" pip compile $options ../pyproject.toml --extra zensical --group ../pyproject.toml:dev -c run.txt -o dev.txt
