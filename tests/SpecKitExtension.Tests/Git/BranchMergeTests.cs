using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Tests.Support;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Git;

/// <summary>Merges that come out the same on every machine, whatever its git is told.</summary>
public sealed class BranchMergeTests : IAsyncLifetime
{
    private const string Tasks = "specs/f/tasks.md";
    private static readonly string[] Kept = [Tasks, ".specify/feature.json"];
    private static readonly MergeText Text = new(MergeText.DefaultTemplate, "f");
    private GitFolder git = null!;

    public async Task InitializeAsync() => git = await GitFolder.CreateAsync();

    public Task DisposeAsync()
    {
        git.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(".git/info/attributes")]
    [InlineData("attributes of the developer")]
    [InlineData(".gitattributes")]
    [InlineData("settings")]
    public async Task Nobodys_attributes_hide_a_conflict(string place)
    {
        await git.CommitAsync("list.txt", "one\ntwo\n");
        var tip = await OnBranchAsync("list.txt", "one, theirs\ntwo\n");
        var head = await git.CommitAsync("list.txt", "one, mine\ntwo\n");
        git.Write(place, "* merge=union\n*.txt merge=ours-always\n");
        await git.RunAsync("config", "core.attributesFile", git["clone/attributes of the developer"]);
        await git.RunAsync("config", "merge.ours-always.driver", "true");
        await git.RunAsync("config", "merge.default", "union");
        (await MergeAsync(head, tip)).Conflict.ShouldNotBeNull().ToString().ShouldBe("T001 conflicts with your branch in list.txt");
    }

    [Fact]
    public async Task Attributes_that_a_branch_delivers_count_neither_for_it_nor_for_the_next_one()
    {
        await git.CommitAsync("list.txt", "one\n");
        var tip = await OnBranchAsync("list.txt", "one, theirs\n", (".gitattributes", "* merge=union\n"));
        var head = await git.CommitAsync("list.txt", "one, mine\n");
        (await MergeAsync(head, tip)).Conflict.ShouldNotBeNull().Files.ShouldBe(["list.txt"]);

        // What the first one delivered, merged and checked out, is no law for the second.
        await git.RunAsync("switch", "-q", "-C", "main", "HEAD~1");
        var first = await OnBranchAsync("first.txt", "first\n", (".gitattributes", "* merge=union\n"));
        var second = await OnBranchAsync("list.txt", "one, theirs\n");
        await git.RunAsync("merge", "-q", "--no-ff", "-m", "Take it", first);
        head = await git.CommitAsync("list.txt", "one, mine\n");
        (await MergeAsync(head, second)).Conflict.ShouldNotBeNull().Files.ShouldBe(["list.txt"]);
    }

    [Fact]
    public async Task The_bases_own_word_that_a_file_is_not_merged_line_by_line_counts()
    {
        await git.CommitAsync(
            "deep/.gitattributes",
            "*.lock merge=union -merge text\n*.bin binary\n\"with blank.txt\"\t-merge\nfree.lock merge\n"
        );
        string[] files = ["deep/down/a.lock", "deep/a.bin", "deep/with blank.txt", "deep/free.lock", "elsewhere.lock"];
        foreach (var file in files)
        {
            await git.CommitAsync(file, "1\n2\n3\n4\n5\n6\n7\n");
        }

        await git.RunAsync("switch", "-q", "-c", "theirs");
        var tip = "";
        foreach (var file in files)
        {
            tip = await git.CommitAsync(file, "1\n2\n3\n4\n5\n6\nseven\n");
        }

        await git.RunAsync("switch", "-q", "main");
        var head = "";
        foreach (var file in files)
        {
            head = await git.CommitAsync(file, "one\n2\n3\n4\n5\n6\n7\n");
        }

        (await MergeAsync(head, tip))
            .Conflict.ShouldNotBeNull()
            .Files.ShouldBe(["deep/a.bin", "deep/down/a.lock", "deep/with blank.txt"], ignoreOrder: true);
    }

    [Fact]
    public async Task Two_machines_compute_the_same_commit_whatever_their_attributes_are()
    {
        await git.CommitAsync("list.txt", "one\n");
        var tip = await OnBranchAsync("list.txt", "one\ntheirs\n");
        var head = await git.CommitAsync("other.txt", "mine\n");
        await git.RunAsync("push", "-q", "origin", "main", "theirs1");
        await git.InAsync("", "clone", "-q", git.Origin, git["other desk"]);
        await File.WriteAllTextAsync(git["other desk/.git/info/attributes"], "* -merge\n");
        await git.InAsync("other desk", "config", "merge.renames", "false");
        GitRepository other = new(new ToolRunner(Variables.OfProcess()), git["other desk"]);
        var here = await new IntegrationBuilder(git.Repository, Kept, Text).BuildAsync(head, [new("T001", tip)], CancellationToken.None);
        here.Conflicts.ShouldBeEmpty();
        (await new IntegrationBuilder(other, Kept, Text).BuildAsync(head, [new("T001", tip)], CancellationToken.None)).Commit.ShouldBe(
            here.Commit
        );
    }

    [Fact]
    public async Task The_developers_own_files_stay_though_a_branch_changes_removes_or_brings_them()
    {
        await git.CommitAsync(Tasks, "- [ ] T001 [ASYNC] One\n- [ ] T002 [SYNC] Two\n");
        var tip = await OnBranchAsync(
            Tasks,
            "- [x] T001 [ASYNC] One\n- [x] T002 [SYNC] Two\n",
            (".specify/feature.json", "{}"),
            ("work.txt", "work\n")
        );
        var head = await git.CommitAsync(Tasks, "- [ ] T001 [ASYNC] One\n- [ ] T002 [SYNC] Two, in other words\n");
        var (tree, conflict) = await MergeAsync(head, tip);
        conflict.ShouldBeNull("a conflict in tasks.md is none: the branch has no say in it");
        (await git.RunAsync("diff-tree", "-r", "--name-only", head, tree!)).ShouldBe("work.txt");

        await git.RunAsync("switch", "-q", "-C", "gone", "main");
        File.Delete(Path.Combine(git.Clone, Tasks));
        var gone = await git.CommitAsync("work.txt", "work\n");
        await git.RunAsync("switch", "-q", "main");
        (await git.RunAsync("diff-tree", "-r", "--name-only", head, (await MergeAsync(head, gone)).Tree!)).ShouldBe("work.txt");
    }

    [Fact]
    public async Task A_link_or_a_folder_in_place_of_the_developers_files_is_refused_by_name()
    {
        await git.CommitAsync(Tasks, "- [ ] T001 [ASYNC] One\n");
        await git.RunAsync("switch", "-q", "-c", "linked");
        Directory.Delete(Path.Combine(git.Clone, "specs/f"), recursive: true);
        File.CreateSymbolicLink(Path.Combine(git.Clone, "specs/f"), "/etc");
        var linked = await git.CommitAsync("work.txt", "work\n");
        await git.RunAsync("switch", "-q", "main");
        var head = await git.RunAsync("rev-parse", "main");
        (await MergeAsync(head, linked)).Conflict.ShouldNotBeNull().Files.ShouldContain(Tasks);

        var folder = await OnBranchAsync(".specify/feature.json/file", "x\n");
        (await MergeAsync(head, folder)).Conflict.ShouldNotBeNull().Files.ShouldContain(".specify/feature.json");
    }

    private int branches;

    /// <summary>Commits files on a branch of its own from where HEAD is, and comes back.</summary>
    private async Task<string> OnBranchAsync(string file, string text, params (string File, string Text)[] more)
    {
        await git.RunAsync("switch", "-q", "-c", $"theirs{++branches}");
        more.ToList().ForEach(other => git.Write(other.File, other.Text));
        var tip = await git.CommitAsync(file, text);
        await git.RunAsync("switch", "-q", "main");
        return tip;
    }

    private async Task<(string? Tree, MergeConflict? Conflict)> MergeAsync(string head, string tip)
    {
        using var room = await MergeRoom.OpenAsync(git.Repository, CancellationToken.None);
        return await new BranchMerge(room, Kept).MergeAsync(head, new("T001", tip), [], head, CancellationToken.None);
    }
}
