using System.IO.Enumeration;

namespace ClusterSimulator.Faults;

/// <summary>What the next requests and pods are to meet. Patterns are names in which <c>*</c> stands for anything.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly List<(string Pattern, string Message)> _refusals = [];
    private readonly List<(string Pattern, (int Code, string Reason, string Message) Status)> _answers = [];
    private readonly List<(string Pattern, string State)> _states = [];
    private readonly List<(string Verb, string Resource)> _denied = [];
    private (int Count, int Status, string Path) _failures = (0, 0, "");
    private int _expiredWatches;

    /// <summary>How many pods that have not ended a namespace may hold; null is any number.</summary>
    internal int? PodQuota { get; set; }

    /// <summary>What <c>/version</c> answers as the server's version; null is the recorded one.</summary>
    internal string? GitVersion { get; set; }

    /// <summary>A pause after every line of every log answer.</summary>
    internal TimeSpan LogLineDelay { get; set; }

    /// <summary>After so many lines every log answer ends, as cleanly as if the container had; null is never. Gateways do that after a
    /// fixed time.</summary>
    internal int? LogLinesAtMost { get; set; }

    /// <summary>The only credential that is accepted, e.g. <c>Bearer x</c>; null is any.</summary>
    internal string? Credential { get; set; }

    internal void Refuse(string pattern, string message) => Add(_refusals, (pattern, message));

    /// <summary>Pods of these names are answered with this status, as webhooks and policies word it.</summary>
    internal void Refuse(string pattern, int code, string reason, string message)
    {
        lock (_gate)
        {
            _answers.Insert(0, (pattern, (code, reason, message)));
        }
    }

    /// <param name="state">A file name of the recorded pod states, without its ending.</param>
    /// <exception cref="ArgumentException">No such state was recorded.</exception>
    internal void PutInState(string pattern, string state)
    {
        _ = Api.Recorded.PodState(state);
        Add(_states, (pattern, state));
    }

    /// <param name="resource">With its subresource, as in <c>pods/log</c>; <c>*</c> is every one.</param>
    internal void Deny(string verb, string resource) => Add(_denied, (verb, resource));

    /// <summary>The next <paramref name="count"/> requests whose path contains <paramref name="path"/> get
    /// <paramref name="status"/>.</summary>
    internal void FailNext(int count, int status, string path = "")
    {
        lock (_gate)
        {
            _failures = (count, status, path);
        }
    }

    internal void ExpireNextWatches(int count)
    {
        lock (_gate)
        {
            _expiredWatches = count;
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _refusals.Clear();
            _answers.Clear();
            _states.Clear();
            _denied.Clear();
            (_failures, _expiredWatches, PodQuota, LogLineDelay, LogLinesAtMost, Credential, GitVersion) = (
                (0, 0, ""),
                0,
                null,
                TimeSpan.Zero,
                null,
                null,
                null
            );
        }
    }

    internal string? RefusalOf(string pod) => First(_refusals, pod);

    internal (int Code, string Reason, string Message)? AnswerTo(string pod)
    {
        lock (_gate)
        {
            return
                _answers.Find(rule => FileSystemName.MatchesSimpleExpression(rule.Pattern, pod, ignoreCase: false))
                    is { Pattern: not null } rule
                ? rule.Status
                : null;
        }
    }

    internal string? StateOf(string pod) => First(_states, pod);

    internal bool IsDenied(string verb, string resource)
    {
        lock (_gate)
        {
            return _denied.Exists(rule => (rule.Verb == "*" || rule.Verb == verb) && (rule.Resource == "*" || rule.Resource == resource));
        }
    }

    /// <returns>The status to fail this request with; null when it is to be served.</returns>
    internal int? TakeFailure(string path)
    {
        lock (_gate)
        {
            if (_failures.Count == 0 || !path.Contains(_failures.Path, StringComparison.Ordinal))
            {
                return null;
            }

            _failures.Count--;
            return _failures.Status;
        }
    }

    internal bool TakeExpiredWatch()
    {
        lock (_gate)
        {
            return _expiredWatches > 0 && _expiredWatches-- > 0;
        }
    }

    private void Add(List<(string, string)> rules, (string, string) rule)
    {
        lock (_gate)
        {
            rules.Insert(0, rule);
        }
    }

    private string? First(List<(string Pattern, string Value)> rules, string name)
    {
        lock (_gate)
        {
            return rules.Find(rule => FileSystemName.MatchesSimpleExpression(rule.Pattern, name, ignoreCase: false)).Value;
        }
    }
}
