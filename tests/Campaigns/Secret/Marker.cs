using System.Globalization;
using System.Text;

namespace Campaigns.Secret;

/// <summary>A credential that is found wherever it goes.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Value">What it is.</param>
internal sealed record Marker(string Name, string Value)
{
    /// <summary>Every spelling that somebody could read it from: itself, base64 at any offset and in both alphabets, URL-encoded,
    /// hexadecimal.</summary>
    internal IReadOnlyList<string> Spellings { get; } =
    [
        .. new[]
        {
            Value,
            Uri.EscapeDataString(Value),
            Convert.ToHexString(Encoding.UTF8.GetBytes(Value)),
            Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Value)),
        }
            .Concat(
                Enumerable
                    .Range(0, 3)
                    .Select(offset => Base64(Value, offset))
                    .SelectMany(text => (string[])[text, text.Replace('+', '-').Replace('/', '_')])
            )
            .Distinct(),
    ];

    /// <summary>A credential that nobody else has.</summary>
    internal static Marker For(string name, Random random, string prefix = "") =>
        new(name, string.Create(CultureInfo.InvariantCulture, $"{prefix}{name}?{random.NextInt64():x16}{random.NextInt64():x16}"));

    /// <summary>The characters that stand for it wherever it begins in what was encoded, without those that its neighbours
    /// change.</summary>
    private static string Base64(string value, int offset)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        var whole = Convert.ToBase64String([.. new byte[offset], .. bytes]);
        return whole[(((offset * 8) + 5) / 6)..((offset + bytes.Length) * 8 / 6)];
    }
}
