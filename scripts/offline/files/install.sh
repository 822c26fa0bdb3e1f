#!/bin/sh
# 用法：sh install.sh
# Finds a Python that the wheels are for and hands over to install.py.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
ours='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
for python in python3 python3.13 python3.12 python3.11; do
    if "$python" -c "$ours" >/dev/null 2>&1; then
        exec "$python" "$here/install.py" "$@"
    fi
done
# None of ours: any other lets install.py say what is wrong with it.
if python3 -c 'import sys' >/dev/null 2>&1; then
    exec python3 "$here/install.py" "$@"
fi
echo '没有找到 Python。请先用系统自带的软件源安装 Python 3.11、3.12 或 3.13，再运行一次。' >&2
exit 1
