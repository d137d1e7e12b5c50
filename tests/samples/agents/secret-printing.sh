#!/usr/bin/env bash
# Prints the key it was given, and part of it at a line's end.
echo "my key is $MODEL_API_KEY, twice: $MODEL_API_KEY"
mkdir -p work && echo "made by $TASK_ID" >"work/$TASK_ID.txt"
echo "reason=the key was ${MODEL_API_KEY}" >"$AGENT_REPORT"
