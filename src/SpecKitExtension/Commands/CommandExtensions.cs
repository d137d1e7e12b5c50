using System.CommandLine;

namespace SpecKitExtension.Commands;

/// <summary>Short forms for declaring commands.</summary>
internal static class CommandExtensions
{
    /// <summary>Adds the options that choose feature, runtime and cluster.</summary>
    public static void AddWhere(this Command command)
    {
        foreach (var option in CommonOptions.Where)
        {
            command.Options.Add(option);
        }
    }
}
