#!/bin/sh
# 离线安装：sh install.sh [安装到的文件夹]；换回上一个版本：sh install.sh --back [文件夹]
# 找到与安装包相符的 Python，其余由 install.py 完成。PYTHON=/路径/python3.11 可以指定。
set -eu
here=$(cd "$(dirname "$0")" && pwd)
wanted=$(cut -d' ' -f2 "$here/bundle.txt")
for python in "${PYTHON:-}" "python$wanted" "/opt/python$wanted/bin/python$wanted" "/usr/local/bin/python$wanted" python3; do
    if [ -n "$python" ] && command -v "$python" >/dev/null 2>&1 &&
        [ "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = "$wanted" ]; then
        exec "$python" "$here/install.py" "$@"
    fi
done
echo "没有找到 Python $wanted。请先安装（见 deploy/kylin-uos/README.md），或用 PYTHON=/路径/python$wanted sh install.sh 指明。" >&2
exit 2
