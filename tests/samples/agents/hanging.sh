#!/usr/bin/env bash
# Leaves work behind and never ends, not even when asked to.
trap '' TERM
mkdir -p work && echo "half done by $TASK_ID" >"work/$TASK_ID.txt"
echo 'thinking'
while :; do sleep 0.2; done
