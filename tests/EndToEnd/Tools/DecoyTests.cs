using EndToEnd.Charts;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace EndToEnd.Tools;

/// <summary>A repository that brings files named like programs, in every directory from which somebody may call the tool.</summary>
public sealed class DecoyTests
{
    private static readonly string[] Names =
    [
        "git",
        "helm",
        "kubectl",
        "bash",
        "sh",
        "kill",
        "env",
        "gh",
        "glab",
        "ssh",
        "setsid",
        "flock",
        "timeout",
        "tar",
        "find",
        "iconv",
        "cat",
        "mkdir",
        "mv",
        "rm",
        "sleep",
        "opencode",
        "node",
        "good.sh",
        "dotnet",
        "dotnet-speckit-async",
    ];

    private static readonly string[][] OnThisMachine =
    [
        ["plan"],
        ["plan", "--out", "OUT"],
        ["lint"],
        ["doctor"],
        ["spawn", "T001", "--agent", "AGENT"],
        ["watch", "T001", "--max-wait", "30s"],
        ["logs", "T001"],
        ["spawn", "T002", "--agent", "STUCK"],
        ["cancel", "T002", "--now"],
        ["run", "--agent", "AGENT", "--retry"],
        ["status"],
        ["report"],
        ["cleanup"],
        ["init"],
        ["completion", "bash"],
        ["demo"],
        ["integrate"],
    ];

    private static readonly string[][] OnACluster =
    [
        ["plan", "--out", "OUT", "--manifests"],
        ["doctor"],
        ["spawn", "T001"],
        ["watch", "T001", "--max-wait", "30s"],
        ["logs", "T001"],
        ["run"],
        ["status"],
        ["report"],
        ["cancel", "T002", "--now"],
        ["cleanup"],
        ["integrate"],
    ];

    [Fact]
    public async Task No_file_of_the_repository_runs_in_a_programs_place()
    {
        await using var feature = await FeatureOrigin.CreateAsync(ClusterFeature.Tasks("T001", "T002"), more: Plant);
        feature.Clone.Variables["TMPDIR"] = Directory.CreateDirectory(feature["tmp"]).FullName;
        await CallAllAsync(feature.Clone, OnThisMachine, "git", "bash");
        (await feature.Clone.StatusAsync()).Tasks("done").ShouldBe(["T001", "T002"], "the programs did their work");
    }

    [SkippableFact]
    public async Task No_file_of_the_repository_runs_in_place_of_kubectl_or_helm()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001", "T002"), more: Plant);
        await CallAllAsync(feature.Clone, OnACluster, "git", "helm", "kubectl");
        (await feature.Clone.StatusAsync()).Tasks("done").ShouldBe(["T001", "T002"], "the programs did their work");
    }

    private static void Plant(FeatureClone clone)
    {
        foreach (var directory in (string[])["", "bin/", "specs/001-photo-albums/", "specs/001-albums/"])
        {
            foreach (var name in Names)
            {
                clone.Write(directory + name, $"#!/bin/sh\necho \"$0 $*\" >> \"{Traces(clone)}\"\nexit 9\n");
                File.SetUnixFileMode(clone[directory + name], (UnixFileMode)0b111_101_101);
            }
        }
    }

    /// <summary>Calls every command, from the root and from the feature's directory in turn, and looks who ran.</summary>
    private static async Task CallAllAsync(FeatureClone clone, string[][] commands, params string[] needed)
    {
        var feature = Directory.EnumerateDirectories(clone["specs"]).Single(folder => File.Exists(Path.Combine(folder, "tasks.md")));
        var spied = Spy(clone, needed);
        clone.Variables["PATH"] = $".:bin::{clone.Variables["PATH"]}";
        foreach (var (index, command) in commands.Index())
        {
            var result = await clone.RunInAsync(
                index % 2 == 0 ? "" : Path.GetRelativePath(clone.Folder, feature),
                [.. command.Select(Resolve)]
            );
            result.Error.ShouldNotContain("defect of the tool", customMessage: result.All);
            File.Exists(Traces(clone))
                .ShouldBeFalse(
                    $"{string.Join(' ', command)} ran {(File.Exists(Traces(clone)) ? await File.ReadAllTextAsync(Traces(clone)) : "")}\n{result.All}"
                );
        }

        string Resolve(string word) =>
            word switch
            {
                "AGENT" => FeatureClone.Agent("good"),
                "STUCK" => FeatureClone.Agent("hanging"),
                "OUT" => $"{clone.Folder}.planned",
                _ => word,
            };
        File.ReadAllLines(spied).Distinct().Order().ShouldBe(needed.Order(), "each of the programs was needed");
    }

    private static string Traces(FeatureClone clone) => $"{clone.Folder}.traces";

    /// <summary>Puts a folder in front of PATH whose programs write down their names.</summary>
    private static string Spy(FeatureClone clone, string[] names)
    {
        var folder = Directory.CreateDirectory($"{clone.Folder}.spies").FullName;
        foreach (var name in names)
        {
            var real = clone.Variables["PATH"].Split(':').Select(entry => Path.Combine(entry, name)).First(File.Exists);
            File.WriteAllText(Path.Combine(folder, name), $"#!/bin/sh\necho {name} >> \"{clone.Folder}.called\"\nexec '{real}' \"$@\"\n");
            File.SetUnixFileMode(Path.Combine(folder, name), (UnixFileMode)0b111_101_101);
        }

        clone.Variables["PATH"] = $"{folder}:{clone.Variables["PATH"]}";
        return $"{clone.Folder}.called";
    }
}
