namespace SpecKitExtension.Tests.Support;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Test => Path.Combine(_folder, "SomeTests.cs");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_text_fails_and_is_kept_for_review()
    {
        Should
            .Throw<ShouldAssertException>(() => Snapshot.Matches("one\r\ntwo", "sample=a", "md", file: Test, method: "Reads_well"))
            .Message.ShouldContain("SomeTests.Reads_well_sample=a.verified.md");
        File.ReadAllText(Path.Combine(_folder, "SomeTests.Reads_well_sample=a.received.md")).ShouldBe("one\ntwo");
    }

    [Fact]
    public void A_text_that_matches_leaves_nothing_behind()
    {
        File.WriteAllText(Path.Combine(_folder, "SomeTests.Reads_well.verified.txt"), "at <time>: <commit> in <repository>/a");
        File.WriteAllText(Path.Combine(_folder, "SomeTests.Reads_well.received.txt"), "from an earlier run");
        Snapshot.Matches(
            $"at 2026-11-20T10:22:00.5Z: {new string('a', 40)} in {_folder}/a",
            scrubbers: [Scrubber.Times, Scrubber.Commits, Scrubber.Path(_folder, "repository")],
            file: Test,
            method: "Reads_well"
        );
        Directory.GetFiles(_folder).Length.ShouldBe(1);
    }

    [Fact]
    public void A_text_that_differs_fails()
    {
        File.WriteAllText(Path.Combine(_folder, "SomeTests.Reads_well.verified.txt"), "old");
        Should.Throw<ShouldAssertException>(() => Snapshot.Matches("new", file: Test, method: "Reads_well"));
    }
}
