using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>Attributes, large-file pointers and submodules: what git would have committed, and nothing it would have run.</summary>
public sealed class ContentTests
{
    private const string Pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

    [Fact]
    public async Task Line_endings_are_normalised_as_git_does_and_untouched_bytes_stay()
    {
        using var pod = await Pod.ClonedAsync(async human =>
        {
            await File.WriteAllTextAsync(Path.Combine(human.Directory, "windows.txt"), "a\r\nb\r\n");
            // Long ago, so that git trusts its index and leaves the file alone when the attributes come.
            File.SetLastWriteTimeUtc(Path.Combine(human.Directory, "windows.txt"), DateTime.UtcNow.AddDays(-1));
            await human.CommitAllAsync("before the attributes");
            await File.WriteAllTextAsync(
                Path.Combine(human.Directory, ".gitattributes"),
                "*.txt text eol=lf\n*.bat text eol=crlf\n*.bin -text\n"
            );
            await File.WriteAllTextAsync(Path.Combine(human.Directory, "run.bat"), "echo\n");
            await human.RunAsync("add", ".gitattributes", "run.bat");
        });
        (await pod.ShowAsync(pod.Branch, "windows.txt")).ShouldBe("a\r\nb\r");
        pod.Write("new.txt", "x\r\ny\r\n");
        pod.Write("new.bin", "x\r\ny\r\n");
        pod.Write("plain", "x\r\ny\r\n");
        File.ReadAllText(Path.Combine(pod.Tree, "run.bat")).ShouldBe("echo\r\n");

        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);

        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["new.bin", "new.txt", "plain"]);
        (await pod.ShowAsync(pod.Branch, "new.txt")).ShouldBe("x\ny");
        (await pod.ShowAsync(pod.Branch, "new.bin")).ShouldBe("x\r\ny\r");
        (await pod.ShowAsync(pod.Branch, "plain")).ShouldBe("x\r\ny\r");
    }

    [Fact]
    public async Task Attributes_that_git_cannot_honour_cost_the_delivery_but_not_the_work()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Write(".gitattributes", "*.txt working-tree-encoding=no-such-encoding\n");
        pod.Write("new.txt", "work");

        await pod.DeliverAsync();

        pod.Result().Outcome.ShouldBe("push-failed");
        pod.Result().Reason.ShouldContain("no-such-encoding");
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe([".gitattributes", "new.txt"]);
        (await pod.ShowAsync(pod.Salvage, "new.txt")).ShouldBe("work");
    }

    [Fact]
    public async Task Pointers_to_large_files_stay_pointers()
    {
        using var pod = await Pod.ClonedAsync(async human =>
        {
            await File.WriteAllTextAsync(Path.Combine(human.Directory, ".gitattributes"), "*.psd filter=lfs diff=lfs merge=lfs -text\n");
            await File.WriteAllTextAsync(Path.Combine(human.Directory, "a.psd"), Pointer);
            await File.WriteAllTextAsync(Path.Combine(human.Directory, "b.psd"), Pointer);
            await File.WriteAllTextAsync(Path.Combine(human.Directory, "raw.psd"), "was never a pointer");
        });
        pod.Write("b.psd", "the large content itself");
        pod.Write("c.psd", "new large content");
        pod.Write("d.psd", Pointer.Replace("12345", "999", StringComparison.Ordinal));
        pod.Write("raw.psd", "still none");

        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);

        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["d.psd", "raw.psd"]);
        pod.Result().Reason.ShouldContain("b.psd, c.psd");
    }

    [Theory]
    [InlineData(
        "echo changed >lib/file.txt; git -C lib init -q; git -C lib add -A; git -C lib -c user.name=a -c user.email=a@b commit -qm evil"
    )]
    [InlineData("rm -rf lib")]
    [InlineData("rm -rf lib; echo file >lib")]
    [InlineData("rm -rf lib; ln -s /etc lib")]
    [InlineData("git init -q lib; git -C lib config core.fsmonitor \"touch '$POD/pwned'\"; echo x >lib/x")]
    [InlineData(
        "git init -q other; git -C other -c user.name=a -c user.email=a@b commit -q --allow-empty -m x; git add other; rm -rf other/.git"
    )]
    public async Task Submodule_links_never_change_and_none_appears(string deed)
    {
        using var pod = await Pod.ClonedAsync(human =>
        {
            Directory.CreateDirectory(Path.Combine(human.Directory, "lib"));
            return human.RunAsync("update-index", "--add", "--cacheinfo", $"160000,{new string('1', 40)},lib");
        });
        pod.Write("new.txt", "work");
        await pod.ShellAsync("mkdir -p lib; " + deed);

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        File.Exists(pod["pwned"]).ShouldBeFalse();
        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["new.txt"]);
        (await pod.Origin.RunAsync("ls-tree", "refs/heads/" + pod.Branch, "lib")).ShouldBe($"160000 commit {new string('1', 40)}\tlib");
    }
}
