#!/bin/sh
# Makes the working folder the first time, then hands over to the command.
set -eu
folder=/var/lib/taizhang
program=/opt/taizhang/.venv/bin/taizhang
[ -e "$folder/taizhang.toml" ] || "$program" init "$folder"
command=$1
shift
exec "$program" "$command" --dir "$folder" "$@"
