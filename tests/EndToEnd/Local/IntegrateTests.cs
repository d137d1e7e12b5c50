using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary><c>integrate</c> takes what a branch brings, and nothing that is the developer's.</summary>
public sealed class IntegrateTests
{
    private const string Mixed = """
        - [ ] T001 [P] [ASYNC] Bring `src/a.txt`
        - [ ] T002 [P] [ASYNC] Bring `src/b.txt`
        - [ ] T003 [SYNC] The human's
        """;

    [Fact]
    public async Task A_branch_that_ticks_boxes_of_others_ticks_nothing()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Mixed);
        var clone = feature.Clone;
        await BranchAsync(feature, "T001", "sed -i 's/\\[ \\]/[x]/' specs/001-photo-albums/tasks.md");
        await BranchAsync(feature, "T002", "rm specs/001-photo-albums/tasks.md; ln -s /etc/passwd specs/001-photo-albums/tasks.md");
        var before = await File.ReadAllTextAsync(clone[".specify/feature.json"]);
        (await clone.RunAsync("integrate", "T001")).ShouldEndWith(0);
        (await File.ReadAllTextAsync(clone[$"{feature.Directory}/tasks.md"])).ShouldBe(
            Mixed.Replace("[ ] T001", "[X] T001", StringComparison.Ordinal)
        );
        (await File.ReadAllTextAsync(clone[".specify/feature.json"])).ShouldBe(before);
        (await clone.RunAsync("integrate")).ShouldEndWith(0);
        (await File.ReadAllTextAsync(clone[$"{feature.Directory}/tasks.md"])).ShouldBe(
            Mixed.Replace("[ ] T00", "[X] T00", StringComparison.Ordinal).Replace("[X] T003", "[ ] T003", StringComparison.Ordinal)
        );
        (await File.ReadAllTextAsync(clone["src/b.txt"])).ShouldContain("T002");
        (await clone.Git.RunAsync("status", "--porcelain")).ShouldBe("");
    }

    [Fact]
    public async Task An_ignored_file_of_the_developer_is_never_overwritten()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Mixed);
        var clone = feature.Clone;
        await File.AppendAllTextAsync(clone[".git/info/exclude"], ".env\nbuild\ncache\n");
        await BranchAsync(feature, "T001", "echo theirs >.env; echo theirs >build; mkdir cache; echo theirs >cache/list");
        clone.Write(".env", "KEY=mine\n");
        clone.Write("build/output", "mine\n");
        File.CreateSymbolicLink(clone["cache"], feature["home"]);
        var before = await clone.FingerprintAsync();
        var refused = (await clone.RunAsync("integrate")).ShouldEndWith(4);
        refused.Error.ShouldContain("your checkout is in its way; nothing was changed");
        refused.Error.ShouldContain("  .env\n  build/output\n  cache\n");
        (await clone.FingerprintAsync()).ShouldBe(before);
        File.Delete(clone[".env"]);
        File.Delete(clone["build/output"]);
        File.Delete(clone["cache"]);
        (await clone.RunAsync("integrate")).ShouldEndWith(0);
        (await File.ReadAllTextAsync(clone[".env"])).ShouldBe("theirs\n");
    }

    [Theory]
    [InlineData("ln -s spec.md", "is no regular file in the commit that HEAD names (mode 120000)")]
    [InlineData("head -c 5000000 /dev/zero | tr '\\0' ' ' | cat tasks - >", "has more than 4 MiB")]
    [InlineData("ln -s /dev/zero", "leads out of the repository")]
    public async Task A_tasks_file_that_is_no_small_regular_file_is_refused_by_name(string command, string says)
    {
        await using var feature = await FeatureOrigin.CreateAsync(Mixed);
        var clone = feature.Clone;
        await BranchAsync(feature, "T001", "true");
        (
            await clone.ShellAsync(
                $"cd {feature.Directory} && mv tasks.md tasks && cat tasks >spec.md && {command} tasks.md && rm tasks && git add -A && git commit -qm 'Another tasks.md'"
            )
        ).ShouldEndWith(0);
        var before = await clone.Git.RunAsync("rev-parse", "HEAD");
        (await clone.RunAsync("integrate")).ShouldEndWith(3).Error.ShouldContain(says);
        (await clone.Git.RunAsync("rev-parse", "HEAD")).ShouldBe(before);
        (await clone.Git.RunAsync("status", "--porcelain")).ShouldBe("");
        File.Delete(clone[".specify/feature.json"]);
        File.CreateSymbolicLink(clone[".specify/feature.json"], "/dev/zero");
        (await clone.RunAsync("status")).ShouldEndWith(1).Error.ShouldContain("leads out of the repository");
    }

    [Fact]
    public async Task A_disk_that_is_full_leaves_the_checkout_as_it_was()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Mixed);
        await BranchAsync(
            feature,
            "T001",
            "head -c 600000 /dev/urandom >big.bin; head -c 3000 /dev/urandom >small.bin; echo more >>README.md; mkdir -p a; echo x >a/b"
        );
        Directory.CreateDirectory(feature["small"]);
        (feature.Clone.Variables["SPECKIT_ASYNC_RUNTIME"], feature.Clone.Variables["SPECKIT_ASYNC_LOCAL__DIRECTORY"]) = (
            "local",
            feature.Agents
        );
        var run = await feature.Clone.ShellAsync(
            $"""
            unshare --user --map-root-user --mount bash -c 'mount -t tmpfs -o size=300k none "$0" && cd "$0" && git clone -q --separate-git-dir ../small.git ../origin.git . && "$@"; echo "code $?"; git status --porcelain; ls' "{feature[
                "small"
            ]}" "$@"
            """,
            "integrate"
        );
        run.Output.ShouldBe("code 4\nREADME.md\nspecs\n", run.All);
        run.Error.ShouldContain("your checkout did not take it; it is as it was");
        run.Error.ShouldContain("unable to write file big.bin");
    }

    [Fact]
    public async Task What_a_killed_merge_has_left_is_no_ones_change()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Mixed);
        var clone = feature.Clone;
        await BranchAsync(feature, "T001", "echo theirs >>README.md; mkdir -p src; seq 1000 >src/numbers; echo x >src/x");
        await clone.Git.RunAsync("fetch", "-q");
        var tip = $"origin/{await feature.BranchOfAsync("T001")}";
        await clone.Git.RunAsync("restore", $"--source={tip}", "README.md");
        clone.Write("src/numbers", string.Concat(Enumerable.Range(1, 20).Select(number => $"{number}\n")));
        clone.Write("notes.txt", "mine\n");
        (await clone.RunAsync("integrate")).ShouldEndWith(0);
        (await clone.Git.RunAsync("status", "--porcelain")).ShouldBe("?? notes.txt");
        (await File.ReadAllLinesAsync(clone["src/numbers"])).Length.ShouldBe(1000);
    }

    [Fact]
    public async Task Attributes_of_the_developer_or_of_a_delivery_hide_no_conflict()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Mixed);
        var clone = feature.Clone;
        await File.AppendAllTextAsync(feature["home/.gitconfig"], "[merge]\n\tdefault = union\n");
        Directory.CreateDirectory(feature["home/.config/git"]);
        await File.WriteAllTextAsync(feature["home/.config/git/attributes"], "* merge=union\n");
        await BranchAsync(feature, "T001", "echo one >>README.md; echo '* merge=union' >.gitattributes");
        await BranchAsync(feature, "T002", "echo two >>README.md");
        var integrated = (await clone.RunAsync("integrate")).ShouldEndWith(2);
        integrated.Output.ShouldContain("T001: merged");
        integrated.Error.ShouldContain("T002 conflicts with T001 in README.md");
    }

    [Fact]
    public async Task Git_alone_is_enough_where_no_cluster_answers()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Mixed, settings: settings => settings.Remove("runtime"));
        var clone = feature.Clone;
        clone.Variables["KUBECONFIG"] = feature["no kubeconfig"];
        (await clone.RunAllAsync("good", "--runtime", "local")).ShouldEndWith(0);
        const string Said = "What follows is what git alone tells; agents that run are not seen: ";
        var status = (await clone.RunAsync("status")).ShouldEndWith(0);
        status.Output.ShouldMatch("T001  ASYNC +Delivered");
        status.Error.ShouldContain(Said);
        (await clone.RunAsync("report")).ShouldEndWith(0).Output.ShouldContain("T001");
        var integrated = (await clone.RunAsync("integrate")).ShouldEndWith(0);
        integrated.Output.ShouldContain("T001: merged");
        integrated.Error.Split(Said).Length.ShouldBe(2, "said once");
        (await clone.RunAsync("cancel", "T001")).ShouldEndWith(4, "git alone tells nobody to stop");
    }

    [Fact]
    public async Task A_branch_that_touches_files_out_of_scope_is_named_when_it_is_merged()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Mixed);
        await BranchAsync(feature, "T001", "echo more >>README.md");
        (await feature.Clone.RunAsync("integrate"))
            .ShouldEndWith(0)
            .Error.ShouldContain("T001 also changed README.md, src/T001.txt, which the task does not name");
    }

    /// <summary>Delivers a task by a bash line, which works in the agent's tree.</summary>
    private static async Task BranchAsync(FeatureOrigin feature, string task, string script) =>
        (
            await feature.Clone.RunAllAsync(
                feature.Clone.WriteAgent(
                    $"agent-{task}",
                    $"exec </dev/null\n{script}\nmkdir -p src; echo \"by $TASK_ID\" >\"src/$TASK_ID.txt\"\n[[ $TASK_ID != T002 ]] || echo T002 >src/b.txt"
                ),
                task
            )
        ).ShouldEndWith(0);
}
