using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;

namespace SpecKitExtension.Cluster.Connecting;

/// <summary>
/// Headers that must stand on a line each: an API server takes <c>a, b</c> on one line for one group of that name, and .NET joins what has
/// one name. So each line gets a name of its own here, and its beginning is cut off again on the way out. HTTP/1.1 only.
/// </summary>
internal static class HeaderLines
{
    private static readonly byte[] Mark = Encoding.ASCII.GetBytes($"x{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}");

    /// <summary>The bytes that stand before a header's real name.</summary>
    private static readonly int Length = Mark.Length + 5;

    /// <summary>Adds a header once for every value.</summary>
    public static void Add(HttpRequestHeaders headers, string name, IReadOnlyList<string> values)
    {
        foreach (var (index, value) in values.Index())
        {
            headers.TryAddWithoutValidation(
                values.Count == 1
                    ? name
                    : string.Create(CultureInfo.InvariantCulture, $"{Encoding.ASCII.GetString(Mark)}{index:D4}-{name}"),
                value
            );
        }
    }

    /// <summary>A secured connection that cuts the marks off.</summary>
    internal sealed class Secured(Stream inner) : SslStream(inner, leaveInnerStreamOpen: false)
    {
        private byte[] held = [];

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var (bytes, rest) = Cut([.. held, .. buffer.Span]);
            held = rest;
            await base.WriteAsync(bytes, cancellationToken);
        }

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            if (held.Length > 0)
            {
                var last = held;
                held = [];
                await base.WriteAsync(last, cancellationToken);
            }

            await base.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Cuts marks out of bytes that are to be sent.</summary>
    /// <returns>What may go, and what may be the beginning of a mark.</returns>
    internal static (byte[] Sent, byte[] Held) Cut(byte[] bytes)
    {
        List<byte> sent = new(bytes.Length);
        ReadOnlySpan<byte> left = bytes;
        while (left.IndexOf(Mark) is >= 0 and var at)
        {
            sent.AddRange(left[..at]);
            if (left.Length - at < Length)
            {
                return ([.. sent], left[at..].ToArray());
            }

            left = left[(at + Length)..];
        }

        var keep = Math.Min(Mark.Length - 1, left.Length);
        while (keep > 0 && !left[^keep..].SequenceEqual(Mark.AsSpan(0, keep)))
        {
            keep--;
        }

        sent.AddRange(left[..^keep]);
        return ([.. sent], left[^keep..].ToArray());
    }
}
