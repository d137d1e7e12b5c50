using System.Security.Cryptography;
using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Configuration;

/// <summary>A value of the committed configuration that reaches further than the repository.</summary>
/// <param name="Said">The value and its place.</param>
/// <param name="Files">The files of the checkout that it names, relative to its root; what they hold is part of it.</param>
internal sealed record Claim(Said Said, IReadOnlyList<string> Files);

/// <summary>
/// A developer's word that a repository may decide on this machine: remembered outside the checkout, for exactly these values and the
/// content of the files that they name. Whatever a pull brings, asks again.
/// </summary>
/// <param name="project">The project's root.</param>
/// <param name="checkout">The repository's root; the project's where there is none.</param>
/// <param name="variables">Say where state is kept.</param>
internal sealed class Consent(string project, string checkout, Variables variables)
{
    private const int MostBytes = 4 * 1024 * 1024;

    private static readonly char[] BetweenWords = [' ', '\t', '"', '\'', ';', '|', '&', '(', ')', '<', '>', '='];

    private string Record => Path.Combine(variables.StateFolder, "trust", Hash(Encoding.UTF8.GetBytes(Path.GetFullPath(project)))[..32]);

    /// <summary>What values of the committed configuration want to decide.</summary>
    /// <param name="committed">What that file says.</param>
    public IReadOnlyList<Claim> Claims(IEnumerable<Said> committed) =>
        [
            .. committed
                .Where(value =>
                    SettingSpec.All.Any(spec => spec.Key == value.Key && spec.NeedsTrust)
                    && value is not { Key: "runtime", Text: "kubernetes" }
                )
                .Select(value => new Claim(value, [.. Files(value)])),
        ];

    /// <summary>Whether the developer has agreed to exactly these.</summary>
    /// <exception cref="SettingsProblemException">A file that is named cannot be read as a regular file.</exception>
    public bool IsGiven(IReadOnlyList<Claim> claims) =>
        claims.Count == 0 || (File.Exists(Record) && File.ReadLines(Record).FirstOrDefault() == Digest(claims));

    /// <summary>Remembers that the developer agrees to these.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Give(IReadOnlyList<Claim> claims)
    {
        PrivateFolder.Create(Path.GetDirectoryName(Record)!);
        var aside = $"{Record}.{Guid.NewGuid():N}";
        File.WriteAllText(aside, $"{Digest(claims)}\n{Path.GetFullPath(project)}\n");
        File.Move(aside, Record, overwrite: true);
    }

    /// <summary>Forgets what the developer has agreed to here.</summary>
    public void Withdraw() => File.Delete(Record);

    private string Digest(IReadOnlyList<Claim> claims)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var claim in claims.OrderBy(claim => claim.Said.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{claim.Said.Key}\0{claim.Said.Text}\0"));
            foreach (var file in claim.Files)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{file}\0{Hash(Content(claim, file))}\0"));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private byte[] Content(Claim claim, string file)
    {
        try
        {
            return ProjectFile.Read(checkout, file, MostBytes) ?? [];
        }
        catch (IOException e)
        {
            throw new SettingsProblemException([$"{claim.Said.Origin}: {claim.Said.Key} names {file}: {e.Message}"]);
        }
    }

    /// <summary>A value may be a path, a list of them, or a command line with paths in it. Beside a release's values lie those that its
    /// chart has.</summary>
    private IEnumerable<string> Files(Said value)
    {
        var words = value.Items ?? [value.Text, .. value.Text.Split(BetweenWords, StringSplitOptions.RemoveEmptyEntries)];
        var named = words.OfType<string>().Select(Inside).OfType<string>().ToList();
        return named
            .Concat(
                named
                    .Where(file => file.EndsWith(".yaml", StringComparison.Ordinal))
                    .SelectMany(file => (string[])[Beside(file, "Chart.yaml"), Beside(file, "values.yaml")])
                    .Where(file => File.Exists(Path.Combine(checkout, file)))
            )
            .Distinct()
            .Order(StringComparer.Ordinal);
    }

    private static string Beside(string file, string name) => file[..(file.LastIndexOf('/') + 1)] + name;

    /// <summary>The file's path relative to the checkout; null when there is none below it.</summary>
    private string? Inside(string text)
    {
        var path = Path.GetFullPath(text, project);
        var relative = Path.GetRelativePath(checkout, path).Replace(Path.DirectorySeparatorChar, '/');
        return File.Exists(path) && !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative) ? relative : null;
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
