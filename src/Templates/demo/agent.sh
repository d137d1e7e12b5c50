#!/usr/bin/env bash
# The demo's agent: no model, only what an agent looks like from outside. It writes the file that its task names.
set -eu
prompt=$(cat)
file=$(grep -o -m 1 'greetings/[a-z]*\.txt' <<< "$prompt")
echo "I am an agent with one task: $TASK_ID"
for step in "reading $SPECIFY_FEATURE_DIRECTORY/spec.md" "reading $SPECIFY_FEATURE_DIRECTORY/plan.md" "writing $file" "checking $file"; do
  sleep 0.6
  echo "$step"
done
mkdir -p greetings
case $file in
  *finnish*) echo "Hei maailma" ;;
  *swahili*) echo "Habari dunia" ;;
  *) echo "Hello world" ;;
esac > "$file"
sleep 0.3
echo "done"
