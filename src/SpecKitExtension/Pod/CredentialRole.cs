using System.Runtime.Versioning;
using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>git's credential helper: only <c>get</c> has an answer, from what the file holds now or a command prints now.</summary>
[SupportedOSPlatform("linux")]
internal static class CredentialRole
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Answers git.</summary>
    /// <param name="settings">Where the credential comes from.</param>
    /// <param name="operation">What git asks.</param>
    /// <param name="answer">Takes the answer.</param>
    /// <returns>The exit code.</returns>
    public static int Run(PodSettings settings, string operation, Action<string> answer)
    {
        if (operation != "get")
        {
            return 0;
        }

        var token = Secrets.Trim(settings.TokenFile.Length > 0 ? File.ReadAllText(settings.TokenFile) : Minted(settings));
        if (token.Length == 0)
        {
            return 1;
        }

        answer($"username={settings.UserName}\npassword={token}\n");
        return 0;
    }

    private static string Minted(PodSettings settings)
    {
        Pace pace = new(TimeProvider.System, Longest);
        var variables = PodVariables.WithoutTraps(PodVariables.Inherited());
        var end = Child.Run(new([.. PodVariables.Shell(settings.Variable), settings.CredentialCommand], variables, "/"), () =>
            !pace.IsOver
        );
        var token = end.ExitCode == 0 ? Secrets.Trim(Encoding.UTF8.GetString(end.Output)) : "";
        if (token.Length > 0 && Directory.Exists(settings.CourierDir))
        {
            var file = Secrets.Memory(settings);
            File.Delete(file);
            using StreamWriter writer = new(
                file,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
            writer.Write(token);
        }

        return token;
    }
}
