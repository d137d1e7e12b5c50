using System.Text;

namespace SpecKitExtension.Agents.Local;

/// <summary>Prepares an attempt's directory aside, so that it appears complete or not at all.</summary>
internal static class LocalStaging
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the directory.</summary>
    /// <param name="staging">Where it is prepared.</param>
    /// <param name="final">Where it will be: the roles are told this place.</param>
    /// <param name="spec">What to start.</param>
    /// <param name="options">How agents run here.</param>
    /// <param name="gitConfig">The developer's git settings for addresses and credentials.</param>
    /// <param name="now">When it is created.</param>
    /// <exception cref="IOException">The disk is full or the directory cannot be made.</exception>
    public static void Prepare(
        LocalFolder staging,
        LocalFolder final,
        AgentSpec spec,
        LocalOptions options,
        string gitConfig,
        DateTimeOffset now
    )
    {
        CreatePrivate(staging.Path);
        foreach (var part in (string[])["env", "task", "logs", "result", "work", "signals", "courier", "home", "tmp"])
        {
            CreatePrivate(staging.In(part));
        }

        File.WriteAllText(staging.Card, LocalCard.For(spec, now).ToJson());
        File.WriteAllText(staging.In("task", "prompt-base64"), Convert.ToBase64String(Encoding.UTF8.GetBytes(spec.Prompt)));
        File.WriteAllText(staging.In("task", "stop"), "");
        File.WriteAllText(staging.In("gitconfig"), gitConfig);
        File.WriteAllText(staging.In("gitsigning"), options.SigningConfig);
        foreach (var (role, variables) in LocalVariables.ForRoles(final, spec, options))
        {
            WritePrivate(
                staging.In("env", role),
                string.Concat(
                    variables.Select(variable => $"{variable.Key}={variable.Value.Replace("\0", "", StringComparison.Ordinal)}\0")
                )
            );
        }
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, Private);
        }
    }

    private static void WritePrivate(string path, string text)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using StreamWriter writer = new(path, new UTF8Encoding(false), options);
        writer.Write(text);
    }
}
