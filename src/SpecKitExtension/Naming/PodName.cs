using System.Globalization;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Naming;

/// <summary>A pod's name: an RFC 1123 label that is the same on every machine for the same attempt at the same task.</summary>
internal sealed record PodName
{
    /// <summary>Attempts are counted up one by one, by people who wait for each: whatever claims a higher one was made up.</summary>
    public const int MostAttempts = 9_999;

    // With "agent", the hash and the largest attempt that makes 63 characters.
    private const int TaskLength = 14;
    private const int FeatureLength = 20;

    private PodName(string value) => Value = value;

    /// <summary>The name, e.g. <c>agent-t012-001-photo-albums-k3x9p2maqa</c>.</summary>
    public string Value { get; }

    /// <summary>The pod of an attempt.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="task">The task.</param>
    /// <param name="attempt">The attempt, from 1; from the second it is part of the name.</param>
    public static PodName For(RepositoryKey repository, FeatureName feature, TaskId task, int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var hash = NameHash.Of(repository.Value, feature.Value, task.Value.ToUpperInvariant());
        var suffix = attempt == 1 ? "" : attempt.ToString(CultureInfo.InvariantCulture);
        string[] parts = ["agent", Slug.Of(task.Value, TaskLength, ""), Slug.Of(feature.Value, FeatureLength, ""), hash, suffix];
        return new(string.Join('-', parts.Where(part => part.Length > 0)));
    }

    public override string ToString() => Value;
}
