using System.Globalization;

namespace SpecKitExtension.Tasks;

/// <summary>A task id taken apart, so that ids can be counted through and compared: prefix without hyphen, number, and what follows the number.</summary>
internal sealed record IdKey(string Prefix, int Number, string Suffix) : IComparable<IdKey>
{
    /// <param name="id">An id that the task grammar has accepted.</param>
    public static IdKey Of(string id)
    {
        var digits = id.AsSpan().IndexOfAnyInRange('0', '9');
        var length = id.AsSpan(digits).IndexOfAnyExceptInRange('0', '9');
        var end = length < 0 ? id.Length : digits + length;
        return new(
            id[..digits].Replace("-", "", StringComparison.Ordinal).ToUpperInvariant(),
            int.Parse(id.AsSpan(digits..end), NumberStyles.None, CultureInfo.InvariantCulture),
            id[end..].ToUpperInvariant());
    }

    public int CompareTo(IdKey? other) =>
        other is null ? 1
        : string.CompareOrdinal(Prefix, other.Prefix) is var prefixes and not 0 ? prefixes
        : Number.CompareTo(other.Number) is var numbers and not 0 ? numbers
        : string.CompareOrdinal(Suffix, other.Suffix);
}
