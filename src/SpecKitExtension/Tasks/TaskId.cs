namespace SpecKitExtension.Tasks;

/// <summary>A task's id as tasks.md spells it; two ids that differ only in letter case are the same task.</summary>
internal sealed class TaskId : IEquatable<TaskId>
{
    private TaskId(string value) => Value = value;

    /// <summary>The id as written, e.g. <c>T012</c>, <c>T-015</c>, <c>TDD-R01</c>.</summary>
    public string Value { get; }

    /// <summary>Takes an id that the task grammar has accepted.</summary>
    public static TaskId FromGrammar(string value) => new(value);

    public bool Equals(TaskId? other) => other is not null && string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => Equals(obj as TaskId);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    public override string ToString() => Value;
}
