namespace SpecKitExtension.Configuration;

/// <summary>Finds the setting that somebody meant.</summary>
internal static class Suggestion
{
    /// <summary>The problem of a value whose setting does not exist.</summary>
    public static string ForUnknown(Said value)
    {
        var known = SettingSpec.All;
        if (known.Where(spec => spec.Key.StartsWith($"{value.Key}.", StringComparison.Ordinal)).ToArray() is [_, ..] members)
        {
            return $"{value.Origin}: {value.Key} takes an object with {string.Join(", ", members.Select(member => member.Key[(value.Key.Length + 1)..]))}.";
        }

        var nearest = Nearest(value.Key, known);
        var variable = value.Origin.StartsWith(VariableSource.Prefix, StringComparison.Ordinal);
        return $"{value.Origin}: There is no setting {value.Key}. "
            + (
                nearest is null
                    ? $"There are {string.Join(", ", known.Select(spec => spec.Key.Split('.')[0]).Distinct())}."
                    : $"Did you mean {(variable ? VariableSource.Variable(nearest) : nearest)}?"
            );
    }

    private static string? Nearest(string key, IReadOnlyList<SettingSpec> known)
    {
        var (written, last) = (Plain(key), Plain(Last(key)));
        return known
            .Select(spec => (spec.Key, Distance: Math.Min(Distance(written, Plain(spec.Key)), 1 + Distance(last, Plain(Last(spec.Key))))))
            .Where(candidate => candidate.Distance <= Math.Max(2, last.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Key.Length)
            .Select(candidate => candidate.Key)
            .FirstOrDefault();
    }

    private static string Last(string key) => key[(key.LastIndexOf('.') + 1)..];

    private static string Plain(string key) => string.Concat(key.Where(character => character is not ('_' or '-'))).ToLowerInvariant();

    // Levenshtein's, one row at a time.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(cost, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
