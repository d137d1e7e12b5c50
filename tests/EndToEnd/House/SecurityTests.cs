using System.Text.RegularExpressions;
using EndToEnd.Support;

namespace EndToEnd.House;

/// <summary>The threat model names tests; they exist.</summary>
public sealed partial class SecurityTests
{
    [Fact]
    public void Every_threat_names_a_test_or_a_campaign_that_exists()
    {
        var rows = File.ReadLines(Repository.PathOf("SECURITY.md"))
            .SkipWhile(line => !line.StartsWith("| asset |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|', ' ').Split(" | "))
            .ToList();
        rows.Count.ShouldBeGreaterThan(15);
        var sources = Directory
            .EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        foreach (var row in rows)
        {
            row.Length.ShouldBe(5, string.Join(" | ", row));
            var tests = Test().Matches(row[4]).Select(match => match.Groups["name"].Value.Split('.')).ToList();
            var campaigns = Campaign().Matches(row[4]).Select(match => match.Groups["name"].Value).ToList();
            (tests.Count + campaigns.Count).ShouldBeGreaterThan(0, row[4]);
            foreach (var test in tests)
            {
                sources[test[0]].ShouldNotBeEmpty(test[0]);
                (
                    test.Length == 1 || sources[test[0]].Any(source => Regex.IsMatch(source, $@"public (async Task|void) {test[1]}\("))
                ).ShouldBeTrue(string.Join('.', test));
            }

            foreach (var campaign in campaigns)
            {
                sources
                    .SelectMany(source => source)
                    .ShouldContain(source => source.Contains($"string Name => \"{campaign}\"", StringComparison.Ordinal), campaign);
            }
        }
    }

    [GeneratedRegex("`(?<name>[A-Za-z]+(\\.[A-Za-z_]+)?)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Test();

    [GeneratedRegex("campaign (?<name>[a-z]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Campaign();
}
