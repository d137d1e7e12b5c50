using System.Diagnostics.CodeAnalysis;

namespace SpecKitExtension.Tools;

/// <summary>This very program, to be started once more: a native file, or an assembly for dotnet.</summary>
internal static class OwnProgram
{
    /// <summary>The words that start it: a whole path, and the assembly where dotnet runs it.</summary>
    public static IReadOnlyList<string> Words { get; } = Find();

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "A single file has no location, and is then its own program.")]
    private static IReadOnlyList<string> Find()
    {
        var assembly = typeof(OwnProgram).Assembly.Location;
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("the system does not tell this program's path");
        return assembly.Length == 0 ? [program]
            : Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, assembly]
            : Path.ChangeExtension(assembly, null) is var host && File.Exists(host) ? [host]
            : ["/usr/bin/env", "dotnet", assembly];
    }
}
