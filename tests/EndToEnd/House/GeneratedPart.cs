using EndToEnd.Support;

namespace EndToEnd.House;

/// <summary>A part of a document that is made from the code, between two comments: `SPECKIT_ASYNC_UPDATE=1 dotnet test` writes it, else it
/// must be as it would be written.</summary>
/// <param name="document">The document, relative to the repository.</param>
/// <param name="name">The part's name in its comments.</param>
internal sealed class GeneratedPart(string document, string name)
{
    private readonly string file = Repository.PathOf(document);

    /// <summary>Compares the part with what it should be, or writes it.</summary>
    internal void ShouldBe(string expected)
    {
        var text = File.ReadAllText(file);
        var begin = $"<!-- {name}: generated -->\n";
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf($"<!-- end of {name} -->\n", StringComparison.Ordinal);
        (from > begin.Length && to >= from).ShouldBeTrue($"{document} has no part `{name}`.");
        if (Environment.GetEnvironmentVariable("SPECKIT_ASYNC_UPDATE") == "1")
        {
            File.WriteAllText(file, text[..from] + expected + text[to..]);
            return;
        }

        text[from..to].ShouldBe(expected, $"Run the tests with SPECKIT_ASYNC_UPDATE=1 and commit {document}.");
    }
}
