using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>A repository that brings links in the places to which the tool writes.</summary>
public sealed class LinkTests
{
    private const string One = "- [ ] T001 [ASYNC] Write one\n";

    [Fact]
    public async Task Transcripts_lie_outside_the_checkout_whatever_links_the_repository_has()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One, more: clone =>
            Directory.CreateSymbolicLink(Directory.CreateDirectory(clone[".specify/async"]).FullName + "/logs", "../../../elsewhere")
        );
        Directory.CreateDirectory(feature["elsewhere"]);
        var before = await feature.Clone.FingerprintAsync();
        (await feature.Clone.RunAllAsync()).ShouldEndWith(0);
        (await feature.Clone.RunAsync("logs", "T001")).ShouldEndWith(0).Output.ShouldContain("[T001]");
        Directory.EnumerateFileSystemEntries(feature["elsewhere"]).ShouldBeEmpty();
        (await feature.Clone.FingerprintAsync()).ShouldBe(before, "nothing was written into the checkout");
        Directory.EnumerateFiles(feature.Clone.Transcripts("001-photo-albums"), "agent-t001-*.log").ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("plan.json", "plan", "--out", "planned")]
    [InlineData("T001/prompt.md", "plan", "--out", "planned")]
    [InlineData("wave-1/values.yaml", "plan", "--out", "planned")]
    [InlineData("report.md", "report", "--out", "planned/report.md")]
    public async Task A_file_that_is_written_on_request_replaces_a_link_in_its_place(string file, params string[] arguments)
    {
        await using var feature = await FeatureOrigin.CreateAsync(One, more: clone =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(clone[$"planned/{file}"])!);
            File.CreateSymbolicLink(clone[$"planned/{file}"], Path.GetFullPath(clone["../private"]));
        });
        await File.WriteAllTextAsync(feature["private"], "mine\n");
        (await feature.Clone.RunAsync(arguments)).ShouldEndWith(0);
        (await File.ReadAllTextAsync(feature["private"])).ShouldBe("mine\n");
        new FileInfo(feature.Clone[$"planned/{file}"]).LinkTarget.ShouldBeNull();
    }

    [Theory]
    [InlineData("planned", "plan", "--out", "planned")]
    [InlineData("planned/T001", "plan", "--out", "planned")]
    [InlineData("planned", "report", "--out", "planned/report.md")]
    public async Task A_folder_that_is_a_link_is_refused(string folder, params string[] arguments)
    {
        await using var feature = await FeatureOrigin.CreateAsync(One, more: clone =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(clone[folder])!);
            Directory.CreateSymbolicLink(clone[folder], Path.GetFullPath(clone["../elsewhere"]));
        });
        Directory.CreateDirectory(feature["elsewhere"]);
        (await feature.Clone.RunAsync(arguments)).ShouldEndWith(4).Error.ShouldContain($"{folder} is a link");
        Directory.EnumerateFileSystemEntries(feature["elsewhere"]).ShouldBeEmpty();
    }
}
