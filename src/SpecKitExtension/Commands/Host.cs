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
    public required IToolRunner Tools { get; init; }

    /// <summary>How clusters are found from here.</summary>
    public ClusterSurroundings Surroundings => new(Tools, name => Variables[name], Directory);

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
    public required Variables Variables { get; init; }

    /// <summary>Whether a person looks at <see cref="Out"/>.</summary>
    public bool Interactive { get; init; }

    /// <summary>What the interrupts mean.</summary>
    public required Interrupts Interrupts { get; init; }

    /// <summary>What <see cref="Out"/> can show.</summary>
    public Screen Screen { get; init; } = Screen.File;

    /// <summary>Where the files lie that come with the tool.</summary>
    public static string Files => AppContext.BaseDirectory;

    /// <summary>The real world.</summary>
    public static Host Create(Interrupts interrupts)
    {
        var variables = Variables.OfProcess();
        var watched = Terminal.IsWatched(variables);
        return new()
        {
            Out = new StreamWriter(Console.OpenStandardOutput(), new System.Text.UTF8Encoding(false), bufferSize: 32_768)
            {
                AutoFlush = true,
                NewLine = "\n",
            },
            Error = new StreamWriter(Console.OpenStandardError(), new System.Text.UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" },
            Directory = CurrentDirectory(),
            Variables = variables,
            Tools = new ToolRunner(variables),
            Interactive = watched,
            Screen = Terminal.Describe(variables, watched),
            Interrupts = interrupts,
        };
    }

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
