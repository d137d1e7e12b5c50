using System.Text;
using System.Text.RegularExpressions;

namespace SpecKitExtension.Pod;

/// <summary>Texts that must reach no log, no result and no commit, in every spelling in which a program may repeat them.</summary>
internal sealed partial class Secrets
{
    private const string Hidden = "***";
    private readonly Func<IEnumerable<string>> values;

    private Secrets(Func<IEnumerable<string>> values)
    {
        this.values = values;
    }

    /// <summary>The git credential as it is now: the token's file, what a command printed last, and both as a Basic header.</summary>
    public static Secrets OfGit(PodSettings settings) =>
        new(() => Read(settings.TokenFile, 4).Concat(Read(Memory(settings), 4)).SelectMany(token => Spellings(token, settings.UserName)));

    /// <summary>The values of variables, each line of at least eight bytes.</summary>
    public static Secrets OfAgent(PodSettings settings)
    {
        string[] found =
        [
            .. settings
                .AgentSecrets.Concat(settings.AgentEnv.Where(name => SecretName().IsMatch(name)))
                .Distinct()
                .SelectMany(name => (settings.Variable(name) ?? "").Split('\n'))
                .Select(line => line.TrimEnd('\r'))
                .Where(line => Encoding.UTF8.GetByteCount(line) >= 8)
                .SelectMany(line => Spellings(line, null)),
        ];
        return new(() => found);
    }

    /// <summary>All spellings as bytes, the longest first: one that begins like another must not leave its tail.</summary>
    public byte[][] Bytes => [.. values().Distinct().Select(Encoding.UTF8.GetBytes).OrderByDescending(bytes => bytes.Length)];

    /// <summary>A text without them and without what stands before the @ of an address.</summary>
    public string Hide(string text) =>
        values()
            .Distinct()
            .OrderByDescending(value => value.Length)
            .Aggregate(UserInfo().Replace(text, "://***@"), (left, value) => left.Replace(value, Hidden, StringComparison.Ordinal));

    /// <summary>Where the credential helper keeps what a command printed last, for whoever has to hide it.</summary>
    public static string Memory(PodSettings settings) =>
        settings.CredentialCommand.Length == 0 ? "" : Path.Combine(settings.CourierDir, "last-credential");

    /// <summary>A token without the line ends around it.</summary>
    public static string Trim(string text) => string.Concat(text.Where(letter => letter is not ('\0' or '\r' or '\n')));

    private static IEnumerable<string> Spellings(string secret, string? user)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=');
        if (user is not null)
        {
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")).TrimEnd('=');
        }
    }

    private static IEnumerable<string> Read(string file, int least)
    {
        try
        {
            var token = file.Length == 0 ? "" : Trim(File.ReadAllText(file));
            return token.Length >= least ? [token] : [];
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            // It comes and goes while it is renewed; git itself says when it is missing.
            return [];
        }
    }

    [GeneratedRegex("(?:KEY|TOKEN|SECRET|PASSWORD)$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"://[^/@\s]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}
