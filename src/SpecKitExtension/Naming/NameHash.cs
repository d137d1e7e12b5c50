using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SpecKitExtension.Naming;

/// <summary>The short hash in names: 10 characters of RFC 4648 base 32, lower case, so 50 bits of SHA-256.</summary>
internal static class NameHash
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Length = 10;

    /// <summary>Hashes the parts; no other list of parts is written the same way, because each carries its length.</summary>
    public static string Of(params IReadOnlyList<string> parts)
    {
        var text = string.Concat(parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Length}:{part}")));
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return string.Create(Length, digest, (characters, bytes) =>
        {
            for (var i = 0; i < characters.Length; i++)
            {
                var bit = i * 5;
                var pair = (bytes[bit / 8] << 8) | bytes[(bit / 8) + 1];
                characters[i] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
            }
        });
    }
}
