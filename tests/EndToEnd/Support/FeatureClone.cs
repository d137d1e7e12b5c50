using System.Security.Cryptography;
using System.Text.Json;
using SpecKitExtension.Configuration;

namespace EndToEnd.Support;

/// <summary>A developer's clone of the feature's repository, in which the built tool is called.</summary>
internal sealed class FeatureClone(string folder, string home, string root)
{
    /// <summary>The top of its work tree.</summary>
    internal string Folder { get; } = folder;

    internal Git Git { get; } = new(folder);

    /// <summary>The environment of every call.</summary>
    internal Dictionary<string, string> Variables { get; } =
        new()
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "",
            ["HOME"] = home,
            ["XDG_STATE_HOME"] = Path.Combine(root, "state", Path.GetFileName(folder)),
            ["LANG"] = "C.UTF-8",
            ["AGENT_PAUSE"] = "0.1",
            ["DOTNET_CLI_HOME"] = home,
            ["DOTNET_NOLOGO"] = "1",
            ["CI"] = "true",
        };

    /// <summary>Whether this developer agrees to whatever the committed configuration says.</summary>
    internal bool Trusts { get; set; } = true;

    internal string this[string relative] => Path.Combine(Folder, relative);

    /// <summary>A scripted agent of tests/samples/agents.</summary>
    internal static string Agent(string name) => Repository.PathOf($"tests/samples/agents/{name}.sh");

    /// <summary>Where the transcripts of a feature's agents lie on this desk; it need not exist.</summary>
    internal string Transcripts(string feature)
    {
        var logs = Path.Combine(Variables["XDG_STATE_HOME"], "speckit-async", "logs");
        return Directory.Exists(logs)
            ? Directory.EnumerateDirectories(logs).Select(key => Path.Combine(key, feature)).SingleOrDefault(Directory.Exists) ?? logs
            : logs;
    }

    /// <summary>Writes a file.</summary>
    internal void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], text);
    }

    /// <summary>Writes an agent outside the repository.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="script">Its bash text; <c>$agents</c> holds the folder of the sample agents.</param>
    internal string WriteAgent(string name, string script)
    {
        var file = Path.Combine(root, $"{name}.sh");
        File.WriteAllText(file, $"agents='{Repository.PathOf("tests/samples/agents")}'\n{script}\n");
        return file;
    }

    /// <summary>Starts the tool.</summary>
    internal FeatureRun Start(params string[] arguments) => StartIn("", arguments);

    /// <summary>Starts the tool in a directory of the clone.</summary>
    internal FeatureRun StartIn(string directory, params string[] arguments)
    {
        if (Trusts)
        {
            Agree(directory);
        }

        return FeatureRun.Start([.. OwnTool.Words, .. arguments], Variables, this[directory]);
    }

    /// <summary>What <c>trust</c> does, without the start of another program before each call.</summary>
    internal void Agree(string directory = "")
    {
        var (project, checkout) = (Around(this[directory], ".specify"), Around(this[directory], ".git"));
        SpecKitExtension.Tools.Variables variables = new(Variables);
        try
        {
            new Consent(project, checkout, variables).Give(SettingsLoader.Load(project, variables, [], checkout).Claims);
        }
        catch (SettingsProblemException)
        {
            // The tool itself will say so.
        }
    }

    /// <summary>The nearest directory that has an entry of this name; the clone's where there is none.</summary>
    private string Around(string directory, string name)
    {
        for (var at = new DirectoryInfo(Path.GetFullPath(directory)); at is not null; at = at.Parent)
        {
            if (Path.Exists(Path.Combine(at.FullName, name)))
            {
                return at.FullName;
            }
        }

        return Folder;
    }

    /// <summary>Calls the tool and waits for its end.</summary>
    internal async Task<FeatureResult> RunAsync(params string[] arguments)
    {
        using var run = Start(arguments);
        return await run.EndAsync();
    }

    /// <summary>Calls the tool in a directory of the clone and waits for its end.</summary>
    internal async Task<FeatureResult> RunInAsync(string directory, params string[] arguments)
    {
        using var run = StartIn(directory, arguments);
        return await run.EndAsync();
    }

    /// <summary>Calls the tool through a shell line, in which <c>"$@"</c> is the tool's command line.</summary>
    internal async Task<FeatureResult> ShellAsync(string line, params string[] arguments)
    {
        if (Trusts)
        {
            Agree();
        }

        using var run = FeatureRun.Start(["bash", "-c", line, "bash", .. OwnTool.Words, .. arguments], Variables, Folder);
        return await run.EndAsync();
    }

    /// <summary><c>run</c> with a good agent, or the one named.</summary>
    internal Task<FeatureResult> RunAllAsync(string agent = "good", params string[] more) =>
        RunAsync(["run", "--agent", File.Exists(agent) ? agent : Agent(agent), .. more]);

    /// <summary><c>status --json</c>.</summary>
    internal async Task<FeatureStatus> StatusAsync(params string[] more)
    {
        var status = await RunAsync(["status", "--json", .. more]);
        status.ExitCode.ShouldBe(0, status.All);
        return new(JsonDocument.Parse(status.Output).RootElement);
    }

    /// <summary>What a person owns here: HEAD, the index, local branches and every file outside <c>.git</c>.</summary>
    internal async Task<string> FingerprintAsync()
    {
        List<string> lines =
        [
            await File.ReadAllTextAsync(this[".git/HEAD"]),
            await Git.RunAsync("for-each-ref", "refs/heads", "refs/tags"),
            Hash(this[".git/index"]),
            Hash(this[".git/config"]),
        ];
        var files = Directory
            .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(this[".git/"], StringComparison.Ordinal));
        lines.AddRange(files.Order(StringComparer.Ordinal).Select(file => $"{file} {Hash(file)}"));
        return string.Join('\n', lines);
    }

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
}

/// <summary>What <c>status --json</c> says.</summary>
internal sealed record FeatureStatus(JsonElement Document)
{
    internal IReadOnlyList<string> StartNow => [.. Document.GetProperty("startNow").EnumerateArray().Select(id => id.GetString()!)];

    /// <summary>A property of a task.</summary>
    internal string? Of(string task, string property = "state")
    {
        var value = Document
            .GetProperty("tasks")
            .EnumerateArray()
            .Single(entry => entry.GetProperty("id").GetString() == task)
            .GetProperty(property);
        return value.ValueKind == JsonValueKind.Null ? null : value.ToString();
    }

    /// <summary>The ids of the tasks with a state.</summary>
    internal IReadOnlyList<string> Tasks(string state) =>
        [
            .. Document
                .GetProperty("tasks")
                .EnumerateArray()
                .Where(entry => entry.GetProperty("state").GetString() == state)
                .Select(entry => entry.GetProperty("id").GetString()!),
        ];
}
