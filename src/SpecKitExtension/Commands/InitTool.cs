using System.Security;
using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>What lets <c>dotnet tool restore</c> bring this tool into a fresh clone: where its package is, and that the project wants
/// it.</summary>
internal static class InitTool
{
    /// <summary>Where packages are looked for.</summary>
    public const string Sources = "nuget.config";

    /// <summary>Which tools a project has.</summary>
    public const string Manifest = ".config/dotnet-tools.json";

    private const string Package = "agenticorchestrator.speckitasync";

    /// <summary>Whether a path is one of the two: what was written on request stays when nobody asks again.</summary>
    public static bool Is(string path) => path is Sources or Manifest;

    /// <summary>The files that the project lacks.</summary>
    /// <param name="project">The project.</param>
    /// <param name="directory">Where the call was made; a relative path is relative to it.</param>
    /// <param name="source">The address of a feed, or a folder with packages.</param>
    /// <param name="notes">Takes what the user has to do by hand: a file that is there is theirs.</param>
    /// <exception cref="UsageException">The address carries a password.</exception>
    public static IEnumerable<InitFile> Files(InitProject project, string directory, string source, List<string> notes)
    {
        var place = Place(project, directory, source);
        var entry = $"<add key=\"speckit-async\" value=\"{SecurityElement.Escape(place)}\" />";
        if (
            Directory
                .EnumerateFiles(project.Root)
                .Select(Path.GetFileName)
                .FirstOrDefault(name => name!.Equals(Sources, StringComparison.OrdinalIgnoreCase))
            is not { } there
        )
        {
            yield return new(
                Sources,
                Encoding.UTF8.GetBytes(
                    $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration>\n  <packageSources>\n    {entry}\n  </packageSources>\n</configuration>\n"
                ),
                Theirs: true
            );
        }
        else if (!ProjectFile.Text(project.Read(there) ?? []).Contains(SecurityElement.Escape(place)!, StringComparison.Ordinal))
        {
            notes.Add($"{there} is yours and does not name that source. For `dotnet tool restore`, add to its packageSources: {entry}");
        }

        var manifest = project.Text(Manifest) ?? project.Text("dotnet-tools.json");
        if (manifest is null)
        {
            yield return new(
                Manifest,
                Encoding.UTF8.GetBytes(
                    $$"""
                    {
                      "version": 1,
                      "isRoot": true,
                      "tools": {
                        "{{Package}}": {
                          "version": "{{Version}}",
                          "commands": [
                            "dotnet-speckit-async"
                          ]
                        }
                      }
                    }

                    """
                ),
                Theirs: true
            );
        }
        else if (!manifest.Contains(Package, StringComparison.OrdinalIgnoreCase))
        {
            notes.Add(
                $"{Manifest} does not name this tool. For `dotnet tool restore`: dotnet tool install AgenticOrchestrator.SpecKitAsync"
            );
        }
    }

    private static string Version => (typeof(InitTool).Assembly.GetName().Version ?? new(0, 1, 0)).ToString(3);

    private static string Place(InitProject project, string directory, string source)
    {
        if (Uri.TryCreate(source, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address.UserInfo.Length == 0
                ? source
                : throw new UsageException(
                    "--tool-source carries a user or password, which would be committed.\nGive the address alone; `dotnet nuget update source speckit-async --username …` keeps the rest on your machine."
                );
        }

        var folder = Path.GetFullPath(source, directory);
        var inside = Path.GetRelativePath(project.Root, folder);
        return Path.IsPathRooted(inside) || inside.StartsWith("..", StringComparison.Ordinal)
            ? folder
            : inside.Replace(Path.DirectorySeparatorChar, '/');
    }
}
