using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>Whatever is wrong is said in a finished message, with its exit code, and nothing half-made is left.</summary>
public sealed class BadInputTests
{
    private const string One = "- [ ] T001 [ASYNC] One in `src/one.txt`\n";

    private static readonly string[] Run = ["run", "--agent", FeatureClone.Agent("good")];

    [Fact]
    public async Task A_missing_feature_or_tasks_file()
    {
        await using var feature = await FeatureOrigin.CreateAsync("# Tasks\n\nNothing yet.\n");
        var clone = feature.Clone;
        (await clone.RunAsync(Run)).ShouldEndWith(3).Error.ShouldContain("no task");
        clone.Write("specs/001-photo-albums/tasks.md", "");
        (await clone.RunAsync(Run)).ShouldEndWith(3);
        File.Delete(clone["specs/001-photo-albums/tasks.md"]);
        foreach (var command in (string[][])[Run, ["plan"], ["status"], ["spawn", "T001"], ["integrate"], ["cleanup"]])
        {
            var missing = (await clone.RunAsync(command)).ShouldEndWith(3);
            missing.Error.ShouldContain("tasks.md does not exist.\nRun /speckit.tasks to write it");
            missing.Output.ShouldBe("");
        }

        (await clone.RunAsync("plan", "--feature", "specs/404"))
            .ShouldEndWith(1)
            .Error.ShouldContain("--feature names the feature `specs/404`, but there is no such directory.");
        (await clone.RunAsync("plan", "--feature", "")).ShouldEndWith(1).Error.ShouldContain("--feature names no directory.");
        (await clone.RunAsync("plan", "--feature", "/")).ShouldEndWith(1).Error.ShouldContain("is outside the repository");
        clone.Write(".specify/feature.json", "[]");
        (await clone.RunAsync("plan")).ShouldEndWith(1).Error.ShouldContain("does not say {\"feature_directory\": \"specs/…\"}");
        clone.Write(".specify/feature.json", """{"feature_directory": "a\u0000b"}""");
        (await clone.RunAsync("plan")).ShouldEndWith(1).Error.ShouldContain("names no directory");
        File.Delete(clone[".specify/feature.json"]);
        (await clone.RunAsync("plan")).ShouldEndWith(1).Error.ShouldContain("No feature is chosen.");
        await NothingIsLeftAsync(feature);
    }

    [Fact]
    public async Task Where_no_feature_is_chosen_the_only_one_with_open_tasks_is_meant_and_of_two_none()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One);
        var clone = feature.Clone;
        File.Delete(clone[".specify/feature.json"]);
        clone.Write("specs/000-done/tasks.md", "- [x] T001 [ASYNC] Old in `old.txt`\n");
        (await clone.RunAsync("plan")).ShouldEndWith(0).Output.ShouldNotContain("Old");
        clone.Write("specs/002-more/tasks.md", "* [ ] T001 [ASYNC] More in `more.txt`\n");
        (await clone.RunAsync("plan")).ShouldEndWith(1).Error.ShouldContain("No feature is chosen.");
    }

    [Fact]
    public async Task No_repository_no_remote_no_commit()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One);
        var clone = feature.Clone;
        await clone.Git.RunAsync("remote", "remove", "origin");
        (await clone.RunAsync(Run)).ShouldEndWith(4).Error.ShouldContain("The repository has no remote `origin`.");
        (await clone.RunAsync("plan", "--verbose")).ShouldEndWith(0).Output.ShouldContain("(named once the repository has a remote)");
        Directory.Delete(clone[".git"], recursive: true);
        (await clone.RunAsync(Run))
            .ShouldEndWith(4)
            .Error.ShouldContain(
                "is not inside the work tree of a git repository.\nRun this in the repository of your project, or make one with `git init`."
            );
        (await clone.RunAsync("plan")).ShouldEndWith(0).Error.ShouldContain("pods have no names yet");
        await clone.Git.RunAsync("init", "-q");
        await clone.Git.RunAsync("remote", "add", "origin", feature.Git.Directory);
        (await clone.RunAsync(Run)).ShouldEndWith(3).Error.ShouldContain("Not committed:");
        await clone.Git.RunAsync("config", "status.showUntrackedFiles", "no");
        (await clone.RunAsync("status"))
            .ShouldEndWith(4)
            .Error.ShouldContain("has no commit yet.\nCommit the feature's spec.md, plan.md and tasks.md first");
        await NothingIsLeftAsync(feature);
    }

    [Fact]
    public async Task Dirty_spec_files_are_refused_and_an_unpushed_detached_head_is_not()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One);
        var clone = feature.Clone;
        clone.Write("specs/001-photo-albums/research.md", "new\n");
        clone.Write("specs/001-photo-albums/spec.md", "changed\n");
        var dirty = (await clone.RunAsync(Run)).ShouldEndWith(3);
        dirty.Error.ShouldContain(
            "Not committed: specs/001-photo-albums/spec.md, specs/001-photo-albums/research.md.\nAgents see only what is committed, so nothing was started."
        );
        (await clone.RunAsync("spawn", "T001", "--agent", "true")).ShouldEndWith(3).Error.ShouldContain("Not committed:");
        await NothingIsLeftAsync(feature);
        var head = await clone.Git.CommitAllAsync("Not pushed");
        await clone.Git.RunAsync("checkout", "-q", "--detach");
        clone.Write("README.md", "dirty elsewhere is nobody's business\n");
        (await clone.RunAsync(Run)).ShouldEndWith(0);
        (await feature.Git.RunAsync("rev-parse", $"{await feature.BranchOfAsync("T001")}~1")).ShouldBe(head, "the tool brought HEAD along");
        (await feature.Git.TipAsync("main")).ShouldNotBe(head);
    }

    [Fact]
    public async Task Branches_that_are_in_the_way()
    {
        await using var feature = await FeatureOrigin.CreateAsync(
            One + "- [ ] T002 [P] [ASYNC] Two in `src/two.txt`\n- [ ] T003 [P] [ASYNC] Three in `src/three.txt`\n",
            settings: settings => settings["maxParallel"] = 1
        );
        var clone = feature.Clone;
        foreach (var blocker in (string[])["specs", "specs/001-photo-albums"])
        {
            await feature.Git.RunAsync("branch", blocker, "main");
            (await clone.RunAsync(Run))
                .ShouldEndWith(4)
                .Error.ShouldContain(
                    $"The remote `origin` has a branch `{blocker}`, so git cannot hold `specs/001-photo-albums/…` beside it.\nRename it ("
                );
            await feature.Git.RunAsync("branch", "-D", blocker);
        }

        const string Foreign = "specs/001-photo-albums/task-002-two-in-src-two-txt-async";
        await clone.Git.RunAsync("checkout", "-q", "-b", "side");
        clone.Write("mine.txt", "mine\n");
        await clone.Git.CommitAllAsync("Work of mine");
        await clone.Git.RunAsync("push", "-q", "origin", $"HEAD:refs/heads/{Foreign}");
        await clone.Git.RunAsync("checkout", "-q", "main");
        await clone.Git.RunAsync("branch", "-q", "-D", "side");
        var tip = await feature.Git.TipAsync(Foreign);
        var run = (await clone.RunAsync([.. Run, "T001", "T002"])).ShouldEndWith(2);
        run.Output.ShouldContain($"[T002] ! not started: the branch {Foreign} exists on `origin` with work that is not this task's (");
        run.Output.ShouldContain("Work of mine). Rename or delete it there, choose another with `spawn T002 --branch NAME`, or build on it with `revise T002 --onto-theirs`.");
        run.Output.ShouldMatch("T001  ASYNC +Delivered");
        (await clone.RunAsync([.. Run, "T002"])).ShouldEndWith(4).Error.ShouldContain("No task could be started.\n  T002: the branch");
        (await feature.Git.TipAsync(Foreign)).ShouldBe(tip);
        feature.AttemptFolders().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_remote_that_rejects_or_is_gone()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One);
        var clone = feature.Clone;
        await File.WriteAllTextAsync(feature["origin.git/hooks/pre-receive"], "#!/bin/sh\necho 'no branches today' >&2\nexit 1\n");
        File.SetUnixFileMode(feature["origin.git/hooks/pre-receive"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        (await clone.RunAsync(Run))
            .ShouldEndWith(4)
            .Error.ShouldMatch(
                "No task could be started.\n  T001: the remote `origin` refused the branch specs/001-photo-albums/task-001-.*pre-receive hook declined"
            );
        await NothingIsLeftAsync(feature);
        Directory.Move(feature["origin.git"], feature["elsewhere.git"]);
        var gone = (await clone.RunAsync(Run)).ShouldEndWith(4);
        gone.Error.ShouldContain("git ls-remote");
        gone.Error.ShouldContain("does not appear to be a git repository");
        Directory.Exists(feature.Agents).ShouldBeFalse();
    }

    [Fact]
    public async Task A_remote_that_takes_the_branch_but_not_the_work()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One);
        await File.WriteAllTextAsync(
            feature["origin.git/hooks/update"],
            "#!/bin/sh\n[ \"$2\" = 0000000000000000000000000000000000000000 ] || { echo 'this branch is frozen' >&2; exit 1; }\n"
        );
        File.SetUnixFileMode(feature["origin.git/hooks/update"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var run = (await feature.Clone.RunAsync(Run)).ShouldEndWith(2);
        run.Output.ShouldMatch(
            "T001  ASYNC +PushFailed .*hook declined.*; work so far: specs/001-photo-albums/task-001-one-in-src-one-txt-async-salvage-1"
        );
        (await feature.Git.RunAsync("show", "specs/001-photo-albums/task-001-one-in-src-one-txt-async-salvage-1:src/one.txt")).ShouldBe(
            "made by T001, attempt 1"
        );
    }

    [Fact]
    public async Task A_disk_without_room_for_agents_or_transcripts()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One, settings: settings =>
            settings["cleanup"] = new System.Text.Json.Nodes.JsonObject { ["policy"] = "never" }
        );
        var clone = feature.Clone;
        Directory.CreateDirectory(feature.Agents);

        // In a mount name space of its own; without the right to make one there is nothing to test with.
        const string Full =
            "unshare --user --map-root-user --mount bash -c 'mount -t tmpfs -o size=4k none \"$0\" && echo > \"$0/full\" && exec \"$@\"' ";
        var agents = await clone.ShellAsync($"{Full} \"{feature.Agents}\" \"$@\"", Run);
        agents.ShouldEndWith(2).Output.ShouldContain("[T001] ! not started: its directory could not be made: No space left on device");
        await NothingIsLeftAsync(feature);

        var place = Directory.CreateDirectory(clone.Transcripts("001-photo-albums")).FullName;
        var logs = await clone.ShellAsync($"{Full} \"{place}\" \"$@\"", Run);
        logs.ShouldEndWith(4).Error.ShouldContain("No space left on device");
        logs.Error.ShouldContain("Check that the disk has room");
        (await clone.RunAsync(Run)).ShouldEndWith(0, because: "the agent itself went on");
        await feature.DeliveredExactlyOnceAsync(["T001"]);
    }

    [Fact]
    public async Task Git_that_is_missing_or_too_old()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One);
        var clone = feature.Clone;
        var path = clone.Variables["PATH"];
        Directory.CreateDirectory(feature["bin"]);
        clone.Variables["PATH"] = feature["bin"];
        (await clone.RunAsync(Run))
            .ShouldEndWith(4)
            .Error.ShouldContain("`git` was not found on PATH.\nInstall it, or add its folder to PATH (relative folders do not count).");
        (await clone.RunAsync("plan")).ShouldEndWith(0).Error.ShouldContain("`git` was not found on PATH.");
        await File.WriteAllTextAsync(feature["bin/git"], "#!/bin/sh\necho git version 2.30.2\n");
        File.SetUnixFileMode(feature["bin/git"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        clone.Variables["PATH"] = $"{feature["bin"]}:{path}";
        foreach (var command in (string[][])[Run, ["demo"], ["status"]])
        {
            (await clone.RunAsync(command))
                .ShouldEndWith(4)
                .Error.ShouldContain("`git --version` says `git version 2.30.2`, but git 2.38 or newer is needed.\nInstall a newer git");
        }

        await NothingIsLeftAsync(feature);
    }

    [Fact]
    public async Task Mistyped_commands_flags_and_settings()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One);
        var clone = feature.Clone;
        var flag = (await clone.RunAsync("run", "--max-paralel", "2")).ShouldEndWith(1);
        flag.Output.ShouldBe("");
        flag.Error.ShouldContain("--max-paralel");
        flag.Error.ShouldContain("`dotnet speckit-async run --help` shows what there is.");
        (await clone.RunAsync("rnu")).ShouldEndWith(1).Error.ShouldContain("'rnu'");
        (await clone.RunAsync([.. Run, "T099"])).ShouldEndWith(1).Error.ShouldContain("There is no task T099");
        (await clone.RunAsync([.. Run, "--max-parallel", "many"])).ShouldEndWith(3).Error.ShouldContain("--max-parallel");
        (await clone.RunAsync("watch", "T001", "--cursor", "x")).ShouldEndWith(1).Error.ShouldContain("`x` is no cursor.");
        (await clone.RunAsync("watch", "T001", "--max-wait", "soon")).ShouldEndWith(1).Error.ShouldContain("--max-wait soon is no time.");
        (await clone.RunAsync("logs")).ShouldEndWith(1).Error.ShouldContain("Name tasks or pods, or say --all.");

        clone.Write(".specify/async/config.local.json", """{ "maxParalel": 2 }""");
        (await clone.RunAsync(Run)).ShouldEndWith(3).Error.ShouldContain("There is no setting maxParalel. Did you mean maxParallel?");
        clone.Write(".specify/async/config.local.json", """{ "maxParallel": 2, """);
        (await clone.RunAsync(Run)).ShouldEndWith(3).Error.ShouldContain(".specify/async/config.local.json");
        File.Delete(clone[".specify/async/config.local.json"]);
        await NothingIsLeftAsync(feature);
    }

    [Fact]
    public async Task Errors_in_tasks_prompts_and_templates_start_nothing()
    {
        await using var feature = await FeatureOrigin.CreateAsync(
            "- [ ] T001 [ASYNC] One\n- [ ] T001 [ASYNC] The same again\n- [ ] T002 [ASYNC] Two (depends on T099)\n"
        );
        var clone = feature.Clone;
        foreach (
            var command in (string[][])
                [Run, ["status"], ["logs", "T001"], ["watch", "T001"], ["integrate"], ["cleanup"], ["cancel", "T001"]]
        )
        {
            var wrong = (await clone.RunAsync(command)).ShouldEndWith(3);
            wrong.Error.ShouldContain("specs/001-photo-albums/tasks.md:2: error");
            wrong.Error.ShouldContain("T099", customMessage: "all problems at once");
        }

        clone.Write("specs/001-photo-albums/tasks.md", $"- [ ] T001 [ASYNC] {new string('x', 190_000)}\n");
        await clone.Git.CommitAllAsync("A novel");
        (await clone.RunAsync(Run)).ShouldEndWith(3).Error.ShouldContain("190,000");
        clone.Write("specs/001-photo-albums/tasks.md", One);
        clone.Write(".specify/async/templates/task-prompt.md", "Do {{id}}\nand {{nothing}}\n");
        await clone.Git.CommitAllAsync("An override");
        var template = (await clone.RunAsync(Run)).ShouldEndWith(3);
        template.Error.ShouldContain("task-prompt.md");
        template.Error.ShouldContain("nothing");
        await NothingIsLeftAsync(feature);
    }

    private static async Task NothingIsLeftAsync(FeatureOrigin feature)
    {
        (await feature.BranchesAsync()).ShouldBeEmpty();
        feature.AttemptFolders().ShouldBeEmpty();
        await feature.NothingRunsAsync();
    }
}
