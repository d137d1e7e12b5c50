using System.Text.RegularExpressions;
using EndToEnd.Support;

namespace EndToEnd.House;

public sealed partial class WorkflowTests
{
    [Fact]
    public void Every_action_is_pinned_by_its_commit()
    {
        var uses = Directory
            .EnumerateFiles(Repository.PathOf(".github/workflows"))
            .SelectMany(File.ReadLines)
            .Where(line => line.Contains("uses:", StringComparison.Ordinal))
            .ToList();
        uses.ShouldNotBeEmpty();
        uses.ShouldAllBe(line => Pinned().IsMatch(line));
    }

    [GeneratedRegex(@"uses: [\w./-]+@[0-9a-f]{40} # v[\d.]+$")]
    private static partial Regex Pinned();
}
