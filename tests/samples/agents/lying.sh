#!/usr/bin/env bash
# Changes nothing and claims success.
echo 'all done, everything works'
printf 'outcome=succeeded\nreason=implemented everything\n' >"$AGENT_REPORT"
