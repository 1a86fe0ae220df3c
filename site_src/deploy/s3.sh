#!/bin/sh
# Copies site/ into a bucket, with the right types and times to keep: sh site_src/deploy/s3.sh REMOTE:BUCKET
# REMOTE is a remote of rclone (`rclone config`). What is there already is known by its checksum.
set -eu
to=${1:?which bucket, as REMOTE:BUCKET}
here=$(cd "$(dirname "$0")/../.." && pwd)
keep="public, max-age=31536000, immutable"

# Kind of file, and its type: those that are not known everywhere, or not as UTF-8.
kinds="atom=application/atom+xml
css=text/css; charset=utf-8
csv=text/csv; charset=utf-8
dta=application/x-stata-dta
duckdb=application/octet-stream
geojson=application/geo+json
html=text/html; charset=utf-8
js=text/javascript; charset=utf-8
json=application/json
md=text/markdown; charset=utf-8
mjs=text/javascript; charset=utf-8
parquet=application/vnd.apache.parquet
po=text/x-gettext-translation; charset=utf-8
sav=application/x-spss-sav
sql=application/sql; charset=utf-8
sqlite=application/vnd.sqlite3
svg=image/svg+xml
txt=text/plain; charset=utf-8
wasm=application/wasm
webmanifest=application/manifest+json
xlsx=application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# send FILTER CACHE TYPE: the files that a filter of rclone lets through. What has just gone is there
# already, so that a later, wider filter leaves it as it is.
send() {
  filter=$1 cache=$2
  shift 2
  if [ $# -gt 0 ]; then set -- --header-upload "Content-Type: $1"; fi
  printf '%s\n' "$filter" | rclone copy "$here/site" "$to" --filter-from - --checksum --fast-list \
    --header-upload "Cache-Control: $cache" "$@"
}

# What pages need comes before the pages, so that none asks for what is not there yet.
hash="[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]"
while IFS== read -r name type; do
  if [ "$name" = html ]; then continue; fi
  send "+ /data/[0-9]*/**.$name
+ /assets/{javascripts,stylesheets}/**.$hash.min.$name
- *" "$keep" "$type"
  send "- /changes.xml
+ *.$name
- *" "no-cache" "$type"
done <<KINDS
$kinds
KINDS
send "+ /changes.xml
- *" "no-cache" "application/atom+xml"
send "+ SHA256SUMS
- *" "no-cache" "text/plain; charset=utf-8"
others=$(printf '%s\n' "$kinds" | sed 's/=.*//; s/^/- *./')
send "$others
+ /data/[0-9]*/**
- *" "$keep"
send "$others" "no-cache"
send "+ *.html
- *" "no-cache" "text/html; charset=utf-8"

# Now what is gone from the site. The data of earlier versions stays.
rclone sync "$here/site" "$to" --checksum --fast-list --filter "- /data/[0-9]*/**"
