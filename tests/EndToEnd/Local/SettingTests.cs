using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>Repositories and developers as they are in the wild.</summary>
public sealed class SettingTests
{
    private const string Two = "- [ ] T001 [ASYNC] One in `src/one.txt`\n- [ ] T002 [ASYNC] Two in `src/two.txt`\n";

    [Fact]
    public async Task Hooks_line_endings_signatures_and_aliases_of_the_developer_do_not_disturb()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two, more: clone => clone.Write(".gitattributes", "*.md text=auto\n"));
        var clone = feature.Clone;
        var hooks = Directory.CreateDirectory(feature["hooks"]).FullName;
        foreach (
            var hook in (string[])
                [
                    "pre-commit",
                    "commit-msg",
                    "prepare-commit-msg",
                    "post-commit",
                    "post-checkout",
                    "post-rewrite",
                    "pre-auto-gc",
                    "pre-push",
                ]
        )
        {
            await File.WriteAllTextAsync(
                Path.Combine(hooks, hook),
                $"#!/bin/sh\necho {hook} >>'{feature["hooks.log"].Replace("'", @"'\''", StringComparison.Ordinal)}'\nexit 1\n"
            );
            File.SetUnixFileMode(Path.Combine(hooks, hook), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await File.AppendAllTextAsync(
            feature["home/.gitconfig"],
            $"""
            [core]
                hooksPath = "{hooks}"
                autocrlf = true
                safecrlf = true
                pager = false
                quotePath = true
            [commit]
                gpgSign = false
            [tag]
                gpgSign = true
            [push]
                gpgSign = true
                followTags = true
                default = nothing
            [log]
                showSignature = true
                date = relative
                decorate = full
            [color]
                ui = always
            [diff]
                external = false
                noprefix = true
                renames = copies
            [merge]
                ff = false
                conflictStyle = diff3
                log = true
            [fetch]
                prune = false
                recurseSubmodules = true
            [status]
                relativePaths = true
                branch = true
                showUntrackedFiles = no
            [i18n]
                logOutputEncoding = latin1
            [alias]
                log = !false
                push = !false
                merge-tree = !false
            """
        );
        await clone.Git.RunAsync("tag", "-a", "-m", "A tag", "v1");
        (await clone.RunAllAsync()).ShouldEndWith(0);
        await feature.DeliveredExactlyOnceAsync(["T001", "T002"]);
        (await clone.RunAsync("integrate")).ShouldEndWith(0);
        (await clone.ShellAsync("git status --porcelain --untracked-files=all; git diff")).Output.ShouldBe("");
        (await feature.Git.RunAsync("tag")).ShouldBe("", "tags are the developer's to push");
        (await clone.Git.RunAsync("show", "HEAD:specs/001-photo-albums/tasks.md")).ShouldBe(
            Two.TrimEnd().Replace("[ ]", "[X]", StringComparison.Ordinal)
        );
        File.Exists(feature["hooks.log"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_feature_path_with_spaces_quotes_and_letters_of_any_script_works_from_everywhere()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two, "specs/001 Olga's \"фото\" 📷");
        var clone = feature.Clone;
        Directory.CreateDirectory(clone["deep/down"]);
        (await clone.RunInAsync("deep/down", "run", "T001", "--agent", FeatureClone.Agent("good"))).ShouldEndWith(0);
        await clone.Git.RunAsync("worktree", "add", "-q", "-b", "side", feature["side tree"]);
        FeatureClone side = new(feature["side tree"], feature["home"], feature.Root);
        (await side.RunAllAsync()).ShouldEndWith(0).Output.ShouldContain("2 of 2 ASYNC tasks delivered");
        (await side.RunAsync("integrate", "--feature", "001 Olga's \"фото\" 📷")).ShouldEndWith(0);
        (await File.ReadAllTextAsync(side["specs/001 Olga's \"фото\" 📷/tasks.md"])).ShouldBe(
            Two.Replace("[ ]", "[X]", StringComparison.Ordinal)
        );
        var branches = await feature.Git.LinesAsync("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/specs");
        branches.Length.ShouldBe(3, string.Join('\n', branches));
        (await side.Git.RunAsync("status", "--porcelain")).ShouldBe("");
    }

    [Fact]
    public async Task A_reader_that_leaves_early_is_no_defect_and_a_terminal_gets_a_board()
    {
        await using var feature = await FeatureOrigin.CreateAsync("mixed");
        var clone = feature.Clone;
        foreach (
            var command in (string[][])
                [
                    ["plan"],
                    ["plan", "--json"],
                    ["status"],
                    ["--help"],
                ]
        )
        {
            (await clone.ShellAsync("\"$@\" | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}", command)).ShouldEndWith(0).Error.ShouldBe("");
        }

        var head = await clone.ShellAsync(
            "\"$@\" | head -n 1; exit ${PIPESTATUS[0]}",
            "run",
            "--agent",
            FeatureClone.Agent("good"),
            "T002"
        );
        head.ShouldEndWith(130).Error.ShouldContain("agents keep running");
        clone.Variables.Remove("CI");
        clone.Variables["TERM"] = "xterm-256color";
        var call = "printf -v line '%q ' \"$@\"; script --quiet --return --command \"stty cols 120; $line\" /dev/null";
        var board = await clone.ShellAsync(call, "run", "--agent", FeatureClone.Agent("good"), "T002", "T003");
        board.ShouldEndWith(0).Output.ShouldContain("Last line");
        board.Output.ShouldContain("2 of 2 ASYNC tasks delivered");
        board.Output.ShouldContain("T003: working on src/models/photo.txt");
    }
}
