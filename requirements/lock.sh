#!/bin/sh
# Writes run.txt, dev.txt and others/*.txt: every package with its hash, for Python 3.11 to 3.13.
# $1 is uv.
set -eu
export UV_CUSTOM_COMPILE_COMMAND="make lock"
options="--quiet --universal --python-version 3.11 --generate-hashes"
"$1" pip compile $options ../pyproject.toml -o run.txt
"$1" pip compile $options ../pyproject.toml --extra zensical --group ../pyproject.toml:dev -c run.txt -o dev.txt
mkdir -p others
for name in datapackage datasette croissant cff; do
  "$1" pip compile $options --group ../pyproject.toml:$name -o others/$name.txt
done
options="--quiet --universal --python-version 3.12 --generate-hashes"
"$1" pip compile $options --group ../pyproject.toml:check-datapackage -o others/check-datapackage.txt
