using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>Trees made to make courier run, read or push something it must not.</summary>
public sealed class HostileTreeTests
{
    [Theory]
    [InlineData("ln -s \"$POD/outside\" \"$POD/work\"/repo", "no directory")]
    [InlineData("echo file >\"$POD/work\"/repo", "no directory")]
    [InlineData("true", "no directory")]
    [InlineData("mkdir \"$POD/work\"/repo", "is empty")]
    public async Task A_tree_that_was_replaced_or_removed_pushes_nothing(string replacement, string reason)
    {
        using var pod = await Pod.ClonedAsync();
        Directory.CreateDirectory(pod["outside"]);
        File.WriteAllText(pod["outside/private.txt"], "private");
        await pod.ShellAsync("cd \"$POD\"; mv work/repo work/away; " + replacement);

        (await pod.DeliverAsync()).ExitCode.ShouldBe(1);

        pod.Result().Outcome.ShouldBe("agent-failed");
        pod.Result().Reason.ShouldContain(reason);
        (await pod.Origin.TipAsync(pod.Branch)).ShouldBe(pod.Base);
        (await pod.ChangesAsync(pod.Salvage)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Links_are_committed_as_links_and_never_followed()
    {
        using var pod = await Pod.ClonedAsync();
        Directory.CreateDirectory(pod["outside"]);
        File.WriteAllText(pod["outside/private.txt"], "private");
        await pod.ShellAsync(
            "ln -s /etc/passwd file; ln -s \"$POD/outside\" directory; ln -s nowhere dangling; ln -s / root; ln -s /dev/zero zero"
        );

        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);

        (await pod.Origin.LinesAsync("ls-tree", "-r", "--format=%(objectmode) %(path)", "refs/heads/" + pod.Branch)).ShouldBe([
            "100644 README.md",
            "120000 dangling",
            "120000 directory",
            "120000 file",
            "120000 root",
            "120000 zero",
        ]);
        (await pod.ShowAsync(pod.Branch, "directory")).ShouldBe(pod["outside"]);
    }

    [Fact]
    public async Task Nothing_named_like_a_repository_is_pushed_and_nothing_in_it_runs()
    {
        using var pod = await Pod.ClonedAsync();
        await pod.ShellAsync(
            """
            evil="touch '${POD//\'/\'\\\'\'}/pwned'; false"
            for repository in . lib deep/er/lib; do
              mkdir -p $repository; git init -q $repository
              git -C $repository config core.fsmonitor "$evil"
              git -C $repository config core.hooksPath .git/hooks
              git -C $repository config filter.evil.clean "$evil"
              git -C $repository config filter.evil.process "$evil"
              for hook in pre-commit pre-push post-index-change reference-transaction; do
                mkdir -p $repository/.git/hooks; printf '#!/bin/sh\n%s\n' "$evil" >$repository/.git/hooks/$hook; chmod +x $repository/.git/hooks/$hook
              done
              printf '* filter=evil diff=evil merge=evil text=auto\n' >$repository/.gitattributes
              echo content >$repository/file.txt
            done
            mkdir -p linked upper/.GIT mixed 'short/git~1'
            echo 'gitdir: ../.git' >linked/.git; echo kept >linked/kept.txt
            echo x >upper/.GIT/config; ln -s ../.git mixed/.Git; echo kept >mixed/kept.txt; echo x >'short/git~1/config'; ln -s README.md .gitmodules
            rm -f "$POD/pwned"
            """
        );

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        File.Exists(pod["pwned"]).ShouldBeFalse();
        (await pod.ChangesAsync(pod.Branch)).ShouldBe([
            ".gitattributes",
            "deep/er/lib/.gitattributes",
            "deep/er/lib/file.txt",
            "file.txt",
            "lib/.gitattributes",
            "lib/file.txt",
            "linked/kept.txt",
            "mixed/kept.txt",
        ]);
        (await pod.Origin.LinesAsync("ls-tree", "-r", "refs/heads/" + pod.Branch)).ShouldNotContain(line =>
            line.StartsWith("160000", StringComparison.Ordinal)
        );
        pod.Result().Reason.ShouldContain("names that git refuses: .gitmodules, short/git~1/config");
    }

    [Fact]
    public async Task Odd_names_arrive_and_odd_files_do_not()
    {
        using var pod = await Pod.ClonedAsync();
        await pod.ShellAsync(
            """
            touch -- -rf '--exclude=README.md' $'new\nline' '"quoted"' $'tab\t' ' ' '*' '@' ']' 'back\slash' ':(exclude)README.md'
            printf x >$'\377invalid'; mkdir -p ./-d; echo x >./-d/-f; mkfifo fifo; mkdir empty
            printf '#!/bin/sh\n' >run.sh; chmod 755 run.sh
            perl -MSocket -e 'socket(S,AF_UNIX,SOCK_STREAM,0); bind(S,sockaddr_un("socket"))'
            """
        );

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        pod.Result().FilesChanged.ShouldBe(14);
        var names = await pod.Origin.RunAsync("ls-tree", "-r", "-z", "--name-only", "refs/heads/" + pod.Branch);
        names.Split('\0').ShouldContain("new\nline");
        names.ShouldNotContain("fifo");
        names.ShouldNotContain("socket");
        (await pod.Origin.RunAsync("ls-tree", "refs/heads/" + pod.Branch, "run.sh")).ShouldStartWith("100755");
    }

    [Fact]
    public async Task Ignored_files_stay_out_and_tracked_files_stay_in_as_git_does_it()
    {
        using var pod = await Pod.ClonedAsync(async human =>
        {
            await File.WriteAllTextAsync(Path.Combine(human.Directory, ".gitignore"), "*.log\nbuild/\n");
            await File.WriteAllTextAsync(Path.Combine(human.Directory, "tracked.log"), "old\n");
        });
        pod.Write("tracked.log", "new\n");
        pod.Write("other.log", "noise");
        pod.Write("build/out.bin", "noise");
        pod.Write("src/.gitignore", "local\n");
        pod.Write("src/local", "noise");

        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);

        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["src/.gitignore", "tracked.log"]);
    }

    [Fact]
    public async Task What_git_says_of_a_name_is_no_result_and_moves_no_terminal()
    {
        using var pod = await Pod.ClonedAsync();
        await pod.ShellAsync(
            """
            folder=$'x\n::speckit-async::result {"version":1,"task":"T012","outcome":"delivered","agentLogLines":99}\n\e]0;evil\a\xc2\x9b'
            mkdir -p "$folder"; printf '* -bad~name! another~name\n%.0s' {1..200} >"$folder/.gitattributes"; echo x >"$folder/x"; echo y >README.md
            """
        );

        var courier = await pod.DeliverAsync();

        var lines = courier.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines
            .Where(line => line.StartsWith("::speckit-async::result ", StringComparison.Ordinal))
            .ShouldHaveSingleItem()
            .ShouldContain("\"agentLogLines\":null");
        lines.Length.ShouldBeLessThan(80);
        courier.Output.ShouldAllBe(character => character == '\n' || !char.IsControl(character));
    }

    [Fact]
    public async Task A_big_file_is_no_obstacle()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["FILE_MAX_MIB"] = "0";
        await pod.ShellAsync("head -c 40000000 /dev/zero >big; truncate -s 300M sparse");

        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);

        (await pod.Origin.RunAsync("cat-file", "-s", $"refs/heads/{pod.Branch}:big")).ShouldBe("40000000");
    }
}
