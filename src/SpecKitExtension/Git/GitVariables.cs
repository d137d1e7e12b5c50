using System.Globalization;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Git;

/// <summary>Settings for one call of git, as variables: they stay out of the command line that a person may read.</summary>
internal static class GitVariables
{
    /// <summary>Adds settings behind those that the developer's own environment has.</summary>
    public static Dictionary<string, string?> With(
        Variables environment,
        Dictionary<string, string?> variables,
        params ReadOnlySpan<(string Key, string Value)> settings
    )
    {
        var first = int.TryParse(environment["GIT_CONFIG_COUNT"], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : 0;
        for (var index = 0; index < settings.Length; index++)
        {
            variables[$"GIT_CONFIG_KEY_{first + index}"] = settings[index].Key;
            variables[$"GIT_CONFIG_VALUE_{first + index}"] = settings[index].Value;
        }

        variables["GIT_CONFIG_COUNT"] = (first + settings.Length).ToString(CultureInfo.InvariantCulture);
        return variables;
    }
}
