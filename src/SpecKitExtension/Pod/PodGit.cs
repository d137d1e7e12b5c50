using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>One call of git.</summary>
/// <param name="Arguments">Its arguments.</param>
internal sealed record GitCall(params IReadOnlyList<string> Arguments)
{
    /// <summary>Whether it talks to the remote, with the credential's configuration.</summary>
    public bool Remote { get; init; }

    /// <summary>Whether it makes a commit that is signed, with the configuration that says how.</summary>
    public bool Signs { get; init; }

    /// <summary>Whether it works on the courier's repository.</summary>
    public bool OnBare { get; init; } = true;

    /// <summary>What it reads.</summary>
    public byte[] Input { get; init; } = [];

    /// <summary>A last argument in bytes.</summary>
    public string? LastInBytes { get; init; }

    /// <summary>The index of its own.</summary>
    public string? Index { get; init; }

    /// <summary>The directory that it takes for the work tree.</summary>
    public string? WorkTree { get; init; }
}

/// <summary>git, with configurations of our own and nothing else: one for work on trees, one for talking to the remote, one for
/// signing.</summary>
internal sealed class PodGit
{
    private const string Settings = """
        [core]
        	fsmonitor = false
        	attributesFile = /dev/null
        	excludesFile = /dev/null
        	autocrlf = false
        	safecrlf = false
        	symlinks = true
        	fileMode = true
        	ignoreCase = false
        	protectHFS = true
        	protectNTFS = true
        	bigFileThreshold = 32m
        	logAllRefUpdates = false
        [gc]
        	auto = 0
        [maintenance]
        	auto = false
        [commit]
        	gpgSign = false
        [push]
        	gpgSign = false
        	recurseSubmodules = no
        	followTags = false
        [submodule]
        	recurse = false
        [fetch]
        	recurseSubmodules = false
        [init]
        	defaultBranch = main
        [http]
        	lowSpeedLimit = 500
        	lowSpeedTime = 120
        [protocol]
        	allow = never
        [protocol "https"]
        	allow = always
        [protocol "http"]
        	allow = always
        [protocol "ssh"]
        	allow = always
        [protocol "git"]
        	allow = always

        """;

    private readonly PodSettings settings;
    private readonly string program;
    private readonly Dictionary<string, string> variables;

    private PodGit(PodSettings settings, string program)
    {
        (this.settings, this.program) = (settings, program);
        variables = new(PodVariables.WithoutTraps(PodVariables.Inherited()))
        {
            ["PATH"] = new Programs(settings.Variable("PATH")).Path,
            ["TMPDIR"] = settings.CourierDir,
            ["LC_ALL"] = "C",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_ATTR_NOSYSTEM"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_AUTHOR_NAME"] = settings.AuthorName,
            ["GIT_AUTHOR_EMAIL"] = settings.AuthorEmail,
            ["GIT_COMMITTER_NAME"] = settings.AuthorName,
            ["GIT_COMMITTER_EMAIL"] = settings.AuthorEmail,
            ["GIT_TOKEN_FILE"] = settings.TokenFile,
            ["GIT_USERNAME"] = settings.UserName,
            ["GIT_CREDENTIAL_COMMAND"] = settings.CredentialCommand,
            ["COURIER_DIR"] = settings.CourierDir,
        };
        if (settings.ExtraConfigFile.Length == 0)
        {
            // The user's own credential helpers (local runtime) look in the user's home; nothing else needs one.
            variables["HOME"] = settings.CourierDir;
        }

        if (settings.SshKeyFile.Length > 0)
        {
            variables["GIT_SSH_COMMAND"] = SshCommand(settings);
        }
    }

    /// <summary>Whether new objects go to the spare directory: the repository's volume is full.</summary>
    public bool WritesToSpare { get; private set; }

    private string SpareObjects => Path.Combine(settings.SpareDir!, "objects");

    private string Configuration => Path.Combine(settings.CourierDir, "gitconfig");

    /// <summary>Writes the configurations.</summary>
    /// <exception cref="PodFailedException">A setting makes no sense, or the directory cannot be written.</exception>
    public static PodGit Configure(PodSettings settings)
    {
        Check(settings);
        PodGit git = new(
            settings,
            PodVariables.Find(settings.Variable("PATH"), "git") ?? throw new PodFailedException("git is not on PATH")
        );
        try
        {
            Directory.CreateDirectory(settings.CourierDir);
            File.WriteAllText(git.Configuration, Settings);
            File.WriteAllText(git.Configuration + "-remote", git.RemoteSettings());
            File.WriteAllText(git.Configuration + "-signing", git.SigningSettings());
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new PodFailedException($"cannot write to {settings.CourierDir}: {refused.Message}");
        }

        if (Directory.Exists(settings.SpareDir))
        {
            // An earlier life of courier had to go there.
            git.UseSpare();
        }

        return git.Run(new("check-ref-format", $"refs/heads/{settings.Branch}") { OnBare = false }, () => true).Succeeded
            ? git
            : throw new PodFailedException($"GIT_BRANCH is no valid branch name: {settings.Branch}");
    }

    /// <summary>Runs git to its end.</summary>
    /// <param name="call">What to do.</param>
    /// <param name="mayGoOn">Asked several times a second.</param>
    public ChildEnd Run(GitCall call, Func<bool> mayGoOn)
    {
        Dictionary<string, string> own = new(variables)
        {
            ["GIT_CONFIG_GLOBAL"] =
                Configuration
                + (
                    call.Remote ? "-remote"
                    : call.Signs ? "-signing"
                    : ""
                ),
        };
        if (call.Index is { } index)
        {
            own["GIT_INDEX_FILE"] = index;
        }

        if (call.WorkTree is { } tree)
        {
            own["GIT_WORK_TREE"] = tree;
        }

        if (WritesToSpare)
        {
            own["GIT_OBJECT_DIRECTORY"] = SpareObjects;
            own["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = Path.Combine(settings.Bare, "objects");
            own["TMPDIR"] = settings.SpareDir!;
        }

        string[] where = call.OnBare ? [$"--git-dir={settings.Bare}"] : [];
        ChildStart start = new([program, .. where, .. call.Arguments], own, call.WorkTree ?? "/")
        {
            Input = call.Input,
            LastInBytes = call.LastInBytes,
        };
        try
        {
            return Child.Run(start, mayGoOn);
        }
        catch (LinuxException refused)
        {
            return new(255, 0, [], Encoding.UTF8.GetBytes($"git cannot be started: {refused.Message}"), Cut: false);
        }
    }

    /// <summary>From now on new objects go to the spare directory; those of the repository are read as before.</summary>
    /// <returns>Whether that is a change, and possible.</returns>
    public bool UseSpare()
    {
        if (WritesToSpare || settings.SpareDir is null)
        {
            return false;
        }

        try
        {
            Directory.CreateDirectory(SpareObjects);
            return WritesToSpare = true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Check(PodSettings settings)
    {
        var repository = settings.Repository;
        if (repository.Length == 0 || repository[0] == '-')
        {
            throw new PodFailedException("GIT_REPO is missing or begins with a dash");
        }

        if (
            Uri.TryCreate(repository, UriKind.Absolute, out var address)
            && repository.Contains("://", StringComparison.Ordinal)
            && (
                address.UserInfo.Contains(':', StringComparison.Ordinal)
                || (address.Scheme is "http" or "https" && address.UserInfo.Length > 0)
            )
        )
        {
            throw new PodFailedException("GIT_REPO carries a user or password: use GIT_TOKEN_FILE, SSH_KEY_FILE or GIT_CREDENTIAL_COMMAND");
        }

        if (repository.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && HasToken(settings) && address?.IsLoopback != true)
        {
            throw new PodFailedException("GIT_REPO begins with http://, where anybody on the way can read the credential: use https://");
        }

        if (settings.SshKeyFile.Length > 0 && settings.SshKnownHostsFile.Length == 0)
        {
            throw new PodFailedException("SSH_KEY_FILE needs SSH_KNOWN_HOSTS_FILE");
        }
    }

    private static bool HasToken(PodSettings settings) => settings.TokenFile.Length + settings.CredentialCommand.Length > 0;

    private string RemoteSettings()
    {
        StringBuilder text = new("[core]\n\tsshCommand = ssh -o BatchMode=yes\n");
        if (settings.ExtraConfigFile.Length > 0)
        {
            text.Append("[include]\n\tpath = ").Append(Quoted(settings.ExtraConfigFile)).Append('\n');
        }

        text.Append("[include]\n\tpath = ").Append(Quoted(Configuration)).Append('\n');
        if (settings.Repository.StartsWith("file://", StringComparison.Ordinal) || settings.Repository[0] is '/' or '.')
        {
            text.Append("[protocol \"file\"]\n\tallow = always\n");
        }

        if (
            HasToken(settings)
            && Uri.TryCreate(settings.Repository, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
        )
        {
            // For this host only: a redirect elsewhere gets nothing.
            var host = settings.Repository.Split("://", 2)[1].Split('/')[0];
            var helper = "!" + string.Join(' ', OwnProgram.Words.Select(ForShell)) + " pod credential";
            text.Append("[credential ")
                .Append(Quoted($"{address.Scheme}://{host}"))
                .Append("]\n\thelper = ")
                .Append(Quoted(helper))
                .Append('\n');
        }

        return text.ToString();
    }

    private string SigningSettings()
    {
        var how =
            settings.SigningKeyFile.Length > 0 ? $"[gpg]\n\tformat = ssh\n[user]\n\tsigningKey = {Quoted(settings.SigningKeyFile)}\n"
            : settings.SigningConfigFile.Length > 0 ? $"[include]\n\tpath = {Quoted(settings.SigningConfigFile)}\n"
            : "";
        return $"{how}[include]\n\tpath = {Quoted(Configuration)}\n";
    }

    private static string SshCommand(PodSettings settings) =>
        "ssh -F /dev/null -o BatchMode=yes -o IdentitiesOnly=yes -o IdentityAgent=none -o StrictHostKeyChecking=yes -o GlobalKnownHostsFile=/dev/null -o ConnectTimeout=30 "
        + $"-i {ForShell(settings.SshKeyFile)} -o {ForShell($"UserKnownHostsFile=\"{settings.SshKnownHostsFile}\"")}";

    private static string ForShell(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Quoted(string value) =>
        $"\"{value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)}\"";
}
