#!/usr/bin/env bash
# Prints AGENT_LINES lines (default 100,000), and one line of 100,000 bytes with a NUL in it.
mkdir -p work && echo "made by $TASK_ID" >"work/$TASK_ID.txt"
{ head -c 50000 /dev/zero | tr '\0' x; printf '\0'; head -c 50000 /dev/zero | tr '\0' y; echo; }
seq -f 'line %.0f of a very talkative agent' "${AGENT_LINES:-100000}"
