namespace SpecKitExtension.Cluster.Connecting;

/// <summary>Finds and reads kubeconfig files as kubectl does.</summary>
internal static class KubeconfigFiles
{
    /// <summary>Reads every file that counts, the first one strongest; missing ones are passed over.</summary>
    /// <param name="named">The one file that somebody has named; null for KUBECONFIG, or the file in the home directory.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="directory">Where relative paths of KUBECONFIG begin.</param>
    /// <exception cref="ClusterException">A named file is missing, or one cannot be read.</exception>
    public static Kubeconfig Read(string? named, Func<string, string?> environment, string directory)
    {
        var files = named is not null ? [Path.GetFullPath(named, directory)] : Paths(environment, directory);
        if (named is not null && !File.Exists(files[0]))
        {
            throw ClusterException.NoKubeconfig($"The kubeconfig {files[0]} does not exist.");
        }

        return files.Where(File.Exists).Aggregate(Kubeconfig.Empty, (merged, file) => merged.Or(ReadOne(file)));
    }

    /// <summary>The files that kubectl would look for.</summary>
    public static IReadOnlyList<string> Paths(Func<string, string?> environment, string directory) =>
        environment("KUBECONFIG") is { Length: > 0 } list
            ?
            [
                .. list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                    .Distinct()
                    .Select(file => Path.GetFullPath(file, directory)),
            ]
        : (OperatingSystem.IsWindows() ? environment("USERPROFILE") : environment("HOME")) is { Length: > 0 } home
            ? [Path.Combine(home, ".kube", "config")]
        : [];

    private static Kubeconfig ReadOne(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ClusterException.BadKubeconfig($"The kubeconfig {file} cannot be read: {failure.Message}");
        }

        if (YamlReading.Parse(text, file) is not { } root)
        {
            return Kubeconfig.Empty;
        }

        if (root.Text("kind") is not (null or "Config") || root.Text("apiVersion") is not (null or "v1"))
        {
            throw root.Wrong($"it is {root.Text("apiVersion")} {root.Text("kind")}, no v1 Config");
        }

        string? Absolute(string? path) => path is null ? null : Path.GetFullPath(path, Path.GetDirectoryName(file)!);
        return new(
            root.Text("current-context"),
            Named(root, "contexts", "context", Context),
            Named(root, "clusters", "cluster", cluster => Cluster(cluster, Absolute)),
            Named(root, "users", "user", user => User(user, Absolute))
        );
    }

    private static Dictionary<string, T> Named<T>(YamlReading root, string list, string item, Func<YamlReading?, T> read)
    {
        Dictionary<string, T> named = new(StringComparer.Ordinal);
        foreach (var entry in root.Maps(list))
        {
            if (!named.TryAdd(entry.Text("name") ?? "", read(entry.Map(item))))
            {
                throw entry.Wrong($"{list} names {entry.Text("name")} twice");
            }
        }

        return named;
    }

    private static KubeContext Context(YamlReading? context) =>
        new(context?.Text("cluster") ?? "", context?.Text("user") ?? "", context?.Text("namespace"));

    private static KubeCluster Cluster(YamlReading? cluster, Func<string?, string?> absolute) =>
        cluster is null
            ? new()
            : new()
            {
                Server = cluster.Text("server") ?? "",
                TlsServerName = cluster.Text("tls-server-name"),
                Insecure = cluster.Flag("insecure-skip-tls-verify"),
                AuthorityFile = absolute(cluster.Text("certificate-authority")),
                AuthorityData = cluster.Bytes("certificate-authority-data"),
                ProxyUrl = cluster.Text("proxy-url"),
                PluginConfig = cluster
                    .Maps("extensions")
                    .FirstOrDefault(extension => extension.Text("name") == "client.authentication.k8s.io/exec")
                    ?.Json("extension"),
            };

    private static KubeUser User(YamlReading? user, Func<string?, string?> absolute) =>
        user is null
            ? new()
            : new()
            {
                ClientCertificateFile = absolute(user.Text("client-certificate")),
                ClientCertificateData = user.Bytes("client-certificate-data"),
                ClientKeyFile = absolute(user.Text("client-key")),
                ClientKeyData = user.Bytes("client-key-data"),
                Token = user.Text("token"),
                TokenFile = absolute(user.Text("tokenFile")),
                Username = user.Text("username"),
                Password = user.Text("password"),
                As = user.Text("as"),
                AsUid = user.Text("as-uid"),
                AsGroups = user.Texts("as-groups"),
                AsExtra = user.Map("as-user-extra") is { } extra
                    ? [.. extra.Keys.Select(key => KeyValuePair.Create(key, extra.Texts(key)))]
                    : [],
                AuthProvider = user.Map("auth-provider") is { } provider ? provider.Text("name") ?? "" : null,
                Exec = user.Map("exec") is { } exec ? Plugin(exec, absolute) : null,
            };

    private static ExecPlugin Plugin(YamlReading exec, Func<string?, string?> absolute)
    {
        // A bare name is looked for on PATH, anything else beside the file.
        var command = exec.Text("command") ?? "";
        var mode = exec.Text("interactiveMode") ?? "";
        var version = exec.Text("apiVersion") ?? "";
        return new()
        {
            ApiVersion = version,
            Command = command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? absolute(command)! : command,
            Arguments = exec.Texts("args"),
            Environment =
            [
                .. exec.Maps("env").Select(variable => KeyValuePair.Create(variable.Text("name") ?? "", variable.Text("value") ?? "")),
            ],
            InstallHint = exec.Text("installHint"),
            ProvideClusterInfo = exec.Flag("provideClusterInfo"),
            InteractiveMode = mode.Length == 0 && version.EndsWith("/v1beta1", StringComparison.Ordinal) ? "IfAvailable" : mode,
        };
    }
}
