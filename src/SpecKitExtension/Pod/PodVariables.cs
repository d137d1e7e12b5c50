using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>Environments for what the roles start.</summary>
internal static class PodVariables
{
    private static readonly string[] Traps =
    [
        "BASH_ENV",
        "ENV",
        "SSH_ASKPASS",
        "SHELLOPTS",
        "BASHOPTS",
        "PROMPT_COMMAND",
        "PERL5LIB",
        "PERL5OPT",
        "PYTHONSTARTUP",
    ];
    private static readonly string[] TrapFamilies = ["LD_", "BASH_FUNC_", "DOTNET_STARTUP_HOOKS", "GIT_"];

    /// <summary>This process's own variables, without those whose names are none.</summary>
    public static Dictionary<string, string> Inherited() =>
        Variables.OfProcess().All.Where(variable => IsName(variable.Key)).ToDictionary();

    /// <summary>Whether a variable can have this name: what a shell would read as something else is nobody's variable.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    /// <summary>Variables without those that make a program load code or settings of somebody's choice; of git's own only its certificates
    /// stay.</summary>
    public static Dictionary<string, string> WithoutTraps(Dictionary<string, string> variables) =>
        variables
            .Where(variable =>
                !Traps.Contains(variable.Key)
                && (
                    variable.Key.StartsWith("GIT_SSL_", StringComparison.Ordinal)
                    || !TrapFamilies.Any(family => variable.Key.StartsWith(family, StringComparison.Ordinal))
                )
            )
            .ToDictionary();

    /// <summary>The words that run a line of shell: bash where there is one, else sh.</summary>
    public static string[] Shell(Func<string, string?> variable) => [Find(variable("PATH"), "bash") ?? "/bin/sh", "-c"];

    /// <summary>The whole path of a program, in the folders of PATH that are whole paths.</summary>
    public static string? Find(string? path, string program) => new Programs(path).TryFind(program);
}
