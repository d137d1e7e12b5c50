#!/usr/bin/env bash
# Leaves work behind and fails.
mkdir -p work && echo "half done by $TASK_ID" >"work/$TASK_ID.txt"
echo 'the tests do not pass' >&2
exit 7
