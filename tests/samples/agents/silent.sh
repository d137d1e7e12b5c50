#!/usr/bin/env bash
# Does its work without a word.
mkdir -p work && echo "made by $TASK_ID" >"work/$TASK_ID.txt"
sleep "${AGENT_PAUSE:-0}"
