using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

public sealed class CloneTests
{
    [Fact]
    public async Task The_work_tree_has_no_remote_and_no_trace_of_the_courier()
    {
        using var pod = await Pod.ClonedAsync();
        var tree = new Git(pod.Tree);

        (await tree.RunAsync("remote")).ShouldBeEmpty();
        (await tree.RunAsync("status", "--porcelain", "--branch")).ShouldBe("## " + pod.Branch);
        (await tree.RunAsync("rev-parse", "HEAD")).ShouldBe(pod.Base);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(pod.Tree, ".git"), "*", SearchOption.AllDirectories))
        {
            var content = File.ReadAllText(file);
            content.ShouldNotContain(pod["courier"], customMessage: file);
            content.ShouldNotContain(pod.Origin.Directory, customMessage: file);
        }
    }

    [Fact]
    public async Task The_clone_is_as_deep_as_asked()
    {
        using var pod = await Pod.WithBaseAsync(AddHistoryAsync);
        pod.Settings["CLONE_DEPTH"] = "2";

        (await pod.RunAsync("clone")).ExitCode.ShouldBe(0);

        (await new Git(pod.Tree).RunAsync("rev-list", "--count", "HEAD")).ShouldBe("2");
        pod.Write("new.txt", "work");
        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_files_of_submodules_are_brought_where_that_is_asked_for_and_else_their_folders_are_said_to_be_empty(bool asked)
    {
        using var pod = await Pod.WithBaseAsync(async human =>
        {
            var root = Path.GetDirectoryName(human.Directory)!;
            var inner = await SubmoduleAsync(root, "inner", "# Inner\n", null);
            var outer = await SubmoduleAsync(root, "outer", "# Outer\n", ("deep/inner", "./../inner", inner));
            await LinkAsync(human, "lib/ä outer", "../outer", outer);
        });
        pod.Settings["CLONE_SUBMODULES"] = asked ? "true" : "";

        var clone = await pod.RunAsync("clone");

        clone.ExitCode.ShouldBe(0, clone.Output);
        var folder = Path.Combine(pod.Tree, "lib/ä outer");
        if (!asked)
        {
            clone.Output.ShouldContain("folders of submodules are empty here: lib/ä outer (");
            Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
            return;
        }

        clone.Output.ShouldContain("brought the files of submodules: lib/ä outer, deep/inner");
        File.ReadAllText(Path.Combine(folder, "README.md")).ShouldBe("# Outer\n");
        File.ReadAllText(Path.Combine(folder, "deep/inner/README.md")).ShouldBe("# Inner\n");
        Directory.EnumerateFileSystemEntries(folder, ".git", SearchOption.AllDirectories).ShouldBeEmpty();
        (await new Git(pod.Tree).RunAsync("status", "--porcelain")).ShouldBeEmpty();

        File.WriteAllText(Path.Combine(folder, "README.md"), "changed\n");
        pod.Write("new.txt", "work");
        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);
        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["new.txt"]);
    }

    [Fact]
    public async Task A_submodule_that_cannot_be_had_is_named()
    {
        using var pod = await Pod.WithBaseAsync(human => LinkAsync(human, "lib", "../nowhere", new string('1', 40)));
        pod.Settings["CLONE_SUBMODULES"] = "true";

        var clone = await pod.RunAsync("clone");

        clone.ExitCode.ShouldBe(1, clone.Output);
        pod.Result("clone").Reason.ShouldStartWith("cannot bring submodule lib: ");
    }

    private static async Task<string> SubmoduleAsync(
        string root,
        string name,
        string readme,
        (string Path, string Address, string Commit)? inner
    )
    {
        var repository = await Git.InitAsync(Path.Combine(root, name));
        await File.WriteAllTextAsync(Path.Combine(repository.Directory, "README.md"), readme);
        if (inner is { } link)
        {
            await LinkAsync(repository, link.Path, link.Address, link.Commit);
        }

        return await repository.CommitAllAsync(name);
    }

    private static async Task LinkAsync(Git repository, string path, string address, string commit)
    {
        Directory.CreateDirectory(Path.Combine(repository.Directory, path));
        await File.WriteAllTextAsync(
            Path.Combine(repository.Directory, ".gitmodules"),
            $"[submodule \"a.b\"]\n\tpath = {path}\n\turl = {address}\n"
        );
        await repository.RunAsync("update-index", "--add", "--cacheinfo", $"160000,{commit},{path}");
    }

    [Fact]
    public async Task Work_starts_at_the_base_though_the_branch_has_moved_on_beyond_the_depth()
    {
        using var pod = await Pod.WithBaseAsync(AddHistoryAsync);
        await AddHistoryAsync(pod.Human);
        await pod.PushBaseAsync();
        pod.Settings["CLONE_DEPTH"] = "1";

        var clone = await pod.RunAsync("clone");

        clone.ExitCode.ShouldBe(0, clone.Output);
        (await new Git(pod.Tree).RunAsync("rev-parse", "HEAD")).ShouldBe(pod.Base);
    }

    [Fact]
    public async Task A_rewritten_branch_is_refused_by_name()
    {
        using var pod = await Pod.WithBaseAsync();
        await pod.Human.RunAsync("commit", "-q", "--amend", "-m", "another history");
        await pod.Human.RunAsync("push", "-q", "--force", pod.Origin.Directory, $"HEAD:refs/heads/{pod.Branch}");

        var clone = await pod.RunAsync("clone");

        clone.ExitCode.ShouldBe(1);
        var result = pod.Result("clone");
        result.Outcome.ShouldBe("clone-failed");
        result.Reason.ShouldContain("does not contain base commit " + pod.Base);
        clone.Output.ShouldNotContain("::speckit-async::");
        (await pod.Origin.LinesAsync("log", "-1", "--format=%(trailers:only)", "refs/heads/" + pod.Salvage)).ShouldBe([
            "Task: T012",
            "Task-Digest: " + Pod.Digest,
            "Feature: 001-photo-albums",
            "Attempt: 1",
            "Base-Commit: " + pod.Base,
            "Agent-Outcome: clone-failed",
            "Left-Out: 0",
            "Files-Changed: 0",
        ]);
        (await pod.Origin.RunAsync("diff", "--name-only", pod.Branch, pod.Salvage)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task Without_a_base_work_starts_at_the_tip_that_the_branch_has(string format)
    {
        using var pod = await Pod.WithBaseAsync(format: format);
        pod.Settings["BASE_COMMIT"] = "";
        var clone = await pod.RunAsync("clone");
        clone.ExitCode.ShouldBe(0, clone.Output);
        await pod.ShellAsync("git commit -q --allow-empty -m 'the agent has no say in the base'");
        pod.Write("new.txt", "work");

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        (await pod.Origin.RunAsync("rev-parse", pod.Branch + "^")).ShouldBe(pod.Base);
        (await pod.Origin.RunAsync("log", "-1", "--format=%(trailers:key=Base-Commit,valueonly)", "refs/heads/" + pod.Branch)).ShouldBe(
            pod.Base
        );
        pod.Result().Json.GetProperty("baseCommit").GetString().ShouldBe(pod.Base);
    }

    [Fact]
    public async Task A_branch_that_is_not_there_has_no_tip()
    {
        using var pod = await Pod.WithBaseAsync();
        pod.Settings["BASE_COMMIT"] = "";
        await pod.Origin.RunAsync("update-ref", "-d", "refs/heads/" + pod.Branch);

        (await pod.RunAsync("clone")).ExitCode.ShouldBe(1);

        pod.Result("clone").Reason.ShouldBe($"branch {pod.Branch} is not on the remote");
    }

    [Fact]
    public async Task A_name_that_nobody_resolves_points_at_the_clusters_DNS()
    {
        using var pod = await Pod.WithBaseAsync();
        pod.Settings["GIT_REPO"] = "https://git.example.invalid/x.git";

        (await pod.RunAsync("clone")).ExitCode.ShouldBe(1);

        pod.Result("clone").Reason.ShouldContain("Could not resolve host");
        pod.Result("clone").Reason.ShouldContain("networkPolicy.dns");
    }

    [Fact]
    public async Task A_missing_branch_is_a_clear_failure_after_its_retries()
    {
        using var pod = await Pod.WithBaseAsync();
        await pod.Origin.RunAsync("update-ref", "-d", "refs/heads/" + pod.Branch);

        var clone = await pod.RunAsync("clone");

        clone.ExitCode.ShouldBe(1);
        clone.Output.ShouldContain("attempt 4");
        pod.Result("clone").Reason.ShouldContain("couldn't find remote ref");
    }

    [Fact]
    public async Task A_remote_that_comes_back_is_tried_again()
    {
        using var pod = await Pod.WithBaseAsync();
        pod.Settings["RETRY_SECONDS"] = "1";
        Directory.Move(pod.Origin.Directory, pod.Origin.Directory + ".away");

        var clone = pod.Start("clone");
        await Eventually.HoldsAsync(() => clone.Output.Contains("attempt 1", StringComparison.Ordinal), "the first attempt fails");
        Directory.Move(pod.Origin.Directory + ".away", pod.Origin.Directory);

        (await clone.EndAsync()).ShouldBe(0, clone.Output);
    }

    [Theory]
    [InlineData("https://someone:hunter2-secret@git.example.invalid/x.git")]
    [InlineData("https://hunter2-secret@git.example.invalid/x.git")]
    [InlineData("ssh://git:hunter2-secret@git.example.invalid/x.git")]
    public async Task An_address_with_a_password_is_refused_and_not_repeated(string address)
    {
        using var pod = await Pod.WithBaseAsync();
        pod.Settings["GIT_REPO"] = address;

        var clone = await pod.RunAsync("clone");

        clone.ExitCode.ShouldBe(1);
        (clone.Output + File.ReadAllText(pod["result-clone"])).ShouldNotContain("hunter2");
        pod.Result("clone").Reason.ShouldContain("GIT_TOKEN_FILE");
    }

    [Theory]
    [InlineData("-x;$(touch${IFS}pwned)&`id`|\"'<>!#%{}")]
    [InlineData("+plus/@/umlaut-ä-✓")]
    public async Task A_branch_name_is_only_a_name(string branch)
    {
        using var pod = await Pod.ClonedAsync(branch: branch);
        pod.Write("new.txt", "work");

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        (await pod.Origin.TipAsync(branch)).ShouldBe(pod.Result().Commit);
        pod.Result().Json.GetProperty("branch").GetString().ShouldBe(branch);
    }

    [Fact]
    public async Task A_repository_with_longer_hashes_works_the_same()
    {
        using var pod = await Pod.ClonedAsync(format: "sha256");
        pod.Write("new.txt", "work");

        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);

        pod.Result().Commit!.Length.ShouldBe(64);
    }

    [Fact]
    public async Task A_clone_that_takes_too_long_ends()
    {
        using var pod = await Pod.WithBaseAsync();
        pod.Settings["CLONE_TIMEOUT_SECONDS"] = "1";
        pod.Settings["GIT_REPO"] = "ssh://git@git.example.invalid/x.git";
        pod.Settings["GIT_EXTRA_CONFIG_FILE"] = pod["extra"];
        File.WriteAllText(pod["extra"], "[core]\n\tsshCommand = sh -c 'sleep 300'\n");

        var clone = await pod.RunAsync("clone");

        clone.ExitCode.ShouldBe(1);
        pod.Result("clone").Reason.ShouldContain("out of time");
    }

    private static async Task AddHistoryAsync(Git human)
    {
        for (var number = 0; number < 4; number++)
        {
            await human.CommitAllAsync($"history {number}");
        }
    }
}
