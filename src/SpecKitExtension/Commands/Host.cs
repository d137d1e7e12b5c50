using System.Diagnostics.CodeAnalysis;
using SpecKitExtension.Cluster;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>The world a command lives in.</summary>
internal sealed record Host
{
    /// <summary>The product.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>The conversation.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Starts other programs.</summary>
    public IToolRunner Tools { get; init; } = new ToolRunner();

    /// <summary>How clusters are found from here.</summary>
    public ClusterSurroundings Surroundings => new(Tools, Variable, Directory);

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the command was called; set to null when that directory has vanished.</summary>
    /// <exception cref="ToolDirectoryMissingException">It has vanished.</exception>
    [AllowNull]
    public required string Directory
    {
        get => field ?? throw new ToolDirectoryMissingException(null);
        init;
    }

    /// <summary>The variables of the environment.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Whether a person looks at <see cref="Out"/>.</summary>
    public bool Interactive { get; init; }

    /// <summary>What the interrupts mean.</summary>
    public required Interrupts Interrupts { get; init; }

    /// <summary>What <see cref="Out"/> can show.</summary>
    public Screen Screen { get; init; } = Screen.File;

    /// <summary>Where the files lie that come with the tool.</summary>
    public static string Files => AppContext.BaseDirectory;

    /// <summary>The real world.</summary>
    public static Host Create(Interrupts interrupts) => new()
    {
        Out = new StreamWriter(Console.OpenStandardOutput(), new System.Text.UTF8Encoding(false), bufferSize: 32_768) { AutoFlush = true, NewLine = "\n" },
        Error = new StreamWriter(Console.OpenStandardError(), new System.Text.UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" },
        Directory = CurrentDirectory(),
        Variable = Environment.GetEnvironmentVariable,
        Interactive = Terminal.IsWatched(Environment.GetEnvironmentVariable),
        Screen = Terminal.Describe(Environment.GetEnvironmentVariable, Terminal.IsWatched(Environment.GetEnvironmentVariable)),
        Interrupts = interrupts,
    };

    private static string? CurrentDirectory()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
