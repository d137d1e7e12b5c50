using EndToEnd.Support;

namespace EndToEnd.Local;

public sealed class WholeFeatureTests
{
    private static readonly string[] Done =
    [
        "T002",
        "T003",
        "T004",
        "T005",
        "T006",
        "T007",
        "T008",
        "T009",
        "T010",
        "T011",
        "T012",
        "T013",
        "T014",
        "T015",
        "T019",
        "T020",
    ];

    [Fact]
    public async Task Twenty_tasks_are_delivered_exactly_once_though_the_tool_is_killed_again_and_again_and_started_elsewhere()
    {
        await using var feature = await FeatureOrigin.CreateAsync("mixed");
        var before = await feature.Clone.FingerprintAsync();
        AgentCount count = new(feature);
        Random moments = new(20261120);
        var clone = feature.Clone;
        foreach (var desk in (string[])["second desk", "third desk", "fourth desk"])
        {
            using var run = clone.Start("run", "--agent", count.Agent, "--max-parallel", "5");
            await Task.Delay(moments.Next(300, 5_000));
            run.Kill();
            clone = await feature.CloneAsync(desk);
        }

        var last = (await clone.RunAllAsync(count.Agent, "--max-parallel", "5")).ShouldEndWith(2);
        last.Output.ShouldContain("16 of 18 ASYNC tasks delivered");
        last.Output.ShouldContain("1 SYNC task is yours");
        last.Output.ShouldMatch(@"T016  SYNC +yours");
        last.Output.ShouldMatch(@"T017  ASYNC +blocked .* blocked by T016 \[SYNC\]");
        await feature.DeliveredExactlyOnceAsync(Done);
        (await feature.BranchesAsync()).Count.ShouldBe(Done.Length + 1, "and the integration ref");
        count.Most.ShouldBeInRange(2, 5);
        await LaterWavesSeeEarlierFilesAsync(feature);
        await feature.NothingRunsAsync();
        (await feature.Clone.FingerprintAsync()).ShouldBe(before);
        var again = (await feature.Clone.RunAllAsync("good")).ShouldEndWith(2);
        again.Output.ShouldNotContain("+ agent-");
    }

    private static async Task LaterWavesSeeEarlierFilesAsync(FeatureOrigin feature)
    {
        async Task<string[]> FilesAsync(string task) =>
            await feature.Git.LinesAsync("ls-tree", "-r", "--name-only", await feature.BranchOfAsync(task), "src", "docs");
        (await FilesAsync("T002")).ShouldBe(["src/project.txt"]);
        (await FilesAsync("T006")).ShouldBe(["src/project.txt", "src/storage.txt"]);
        string[] foundations =
        [
            "src/errors.txt",
            "src/logging.txt",
            "src/models/album.txt",
            "src/models/photo.txt",
            "src/models/tag.txt",
            "src/project.txt",
            "src/storage.txt",
        ];
        (await FilesAsync("T009")).ShouldBe([.. foundations, "src/list.txt"], ignoreOrder: true);
        (await FilesAsync("T013")).ShouldBe([.. foundations, "src/list.txt", "src/filters.txt"], ignoreOrder: true);
        (await FilesAsync("T015")).Length.ShouldBe(foundations.Length + 1 + 5 + 1);
        (await FilesAsync("T019")).ShouldBe(
            [.. foundations, "docs/help.txt"],
            ignoreOrder: true,
            customMessage: "polish needs the foundations only"
        );
    }
}
