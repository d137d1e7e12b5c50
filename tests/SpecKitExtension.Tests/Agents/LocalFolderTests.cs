using SpecKitExtension.Agents.Local;
using SpecKitExtension.Logs;
using SpecKitExtension.Pod;

namespace SpecKitExtension.Tests.Agents;

/// <summary>An attempt's directory that somebody has forged, for example in a repository.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LocalFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("attempt-").FullName;

    private LocalFolder Folder => new(Path.Combine(root, "attempt"));

    [Fact]
    public async Task A_log_that_is_a_link_is_nobodys_log()
    {
        var secret = Plant("secret/key", "private key\n");
        Plant("attempt/logs/courier.log", "a line\n");
        File.CreateSymbolicLink(Folder.In("logs", "agent.log"), secret);

        (await ReadAsync("agent")).ShouldBeEmpty();
        (await ReadAsync("courier")).ShouldBe(["a line"]);
        Directory.Move(Path.Combine(root, "attempt", "logs"), Path.Combine(root, "elsewhere"));
        Directory.CreateSymbolicLink(Folder.In("logs"), Path.Combine(root, "elsewhere"));
        (await ReadAsync("courier")).ShouldBeEmpty();
    }

    [Fact]
    public void What_a_link_leads_to_is_not_read()
    {
        var secret = Plant("secret/key", "private");
        Plant("attempt/result/courier", "result");
        File.CreateSymbolicLink(Folder.In("agent.json"), secret);
        Directory.CreateSymbolicLink(Folder.In("linked"), Path.Combine(root, "secret"));

        Folder.Read("agent.json").ShouldBeNull();
        Folder.Read("linked", "key").ShouldBeNull();
        Folder.Read("missing").ShouldBeNull();
        Folder.Read("result", "courier").ShouldBe("result");
        Directory.CreateSymbolicLink(Path.Combine(root, "attempt2"), Folder.Path);
        new LocalFolder(Path.Combine(root, "attempt2")).Read("result", "courier").ShouldBeNull();
    }

    [Fact]
    public void A_stop_request_overwrites_nothing_behind_a_link()
    {
        var victim = Plant("victim/stop", "precious");
        Plant("attempt/task/stop", "");
        Folders.Replace(Folder.Path, "task", "stop", "stop\n");
        Folder.Read("task", "stop").ShouldBe("stop");

        File.Delete(Folder.In("task", "stop"));
        File.CreateSymbolicLink(Folder.In("task", "stop"), victim);
        Folders.Replace(Folder.Path, "task", "stop", "stop\n");
        Folder.Read("task", "stop").ShouldBe("stop");

        Directory.Delete(Folder.In("task"), recursive: true);
        Directory.CreateSymbolicLink(Folder.In("task"), Path.Combine(root, "victim"));
        Should.Throw<IOException>(() => Folders.Replace(Folder.Path, "task", "stop", "stop\n"));
        File.ReadAllText(victim).ShouldBe("precious");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("self")]
    public void A_number_that_is_no_supervisors_is_not_signalled(string process)
    {
        Plant("attempt/supervisor.pid", process == "self" ? $"{Environment.ProcessId}" : process);

        LocalOrphans.AskSupervisor(Folder);

        Folder.Supervised.ShouldBeFalse("and this process lives");
    }

    [Fact]
    public void A_directory_goes_whole_however_deep_and_locked_and_its_links_lead_nowhere()
    {
        var victim = Plant("victim/kept", "precious");
        Plant("attempt/locked/inner/file", "x");
        File.SetUnixFileMode(Folder.In("locked", "inner"), UnixFileMode.None);
        Directory.CreateSymbolicLink(Folder.In("link"), Path.Combine(root, "victim"));
        var deep = Folder.Path;
        for (var level = 0; level < 230; level++)
        {
            deep = Directory.CreateDirectory(Path.Combine(deep, "ddddddddddddd")).FullName;
        }

        Folders.Remove(Folder.Path).ShouldBeTrue();

        Directory.Exists(Folder.Path).ShouldBeFalse();
        File.ReadAllText(victim).ShouldBe("precious");
    }

    public void Dispose() => Folders.Remove(root);

    private string Plant(string path, string content)
    {
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }

    private async Task<List<string>> ReadAsync(string role)
    {
        List<string> lines = [];
        await foreach (var some in new LocalLog(Folder, role, TimeProvider.System).ReadAsync(default, CancellationToken.None))
        {
            lines.AddRange(some.Select(line => line.Text));
        }

        return lines;
    }
}
