using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClusterSimulator.Store;

namespace ClusterSimulator.Pods;

/// <summary>A container's variables and command, as the kubelet works them out, with paths translated.</summary>
internal sealed partial class ContainerEnvironment(Cluster cluster, JsonObject pod, JsonObject container, PathMapping paths)
{
    /// <summary>Where the roles look when a variable is not set.</summary>
    private static readonly (string Variable, string Path)[] _defaults =
    [
        ("WORK_DIR", "/workspace"),
        ("SIGNAL_DIR", "/signals"),
        ("COURIER_DIR", "/courier"),
        ("PROMPT_FILE", "/etc/task/prompt-base64"),
        ("STOP_FILE", "/etc/task/stop"),
        ("RESULT_FILE", "/dev/termination-log"),
        ("AGENT_HOME", "/home/agent"),
        ("AGENT_TMP", "/tmp"),
    ];

    private readonly Dictionary<string, string> _variables = [];

    /// <exception cref="MissingReferenceException">A secret or ConfigMap that is not optional, or a key in it, is missing.</exception>
    internal IReadOnlyDictionary<string, string> Resolve(string privateDirectory)
    {
        _variables["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        _variables["HOME"] = _variables["TMPDIR"] = privateDirectory;
        _variables["HOSTNAME"] = pod.Text("metadata", "name")!;
        AddSources();
        foreach (var variable in container["env"].Objects())
        {
            if ((variable["valueFrom"] is { } source ? ValueFrom(source) : Expand(variable.Text("value") ?? "")) is { } value)
            {
                _variables[variable.Text("name")!] = value;
            }
        }

        foreach (var (name, path) in _defaults.Where(known => paths.Find(known.Path) is not null))
        {
            _variables.TryAdd(name, path);
        }

        var result = new Dictionary<string, string>(cluster.Options.Environment);
        foreach (var (name, value) in _variables)
        {
            result[name] = paths.Translate(value);
        }

        AddImage(result);
        foreach (
            var (name, value) in container.Text("name") == "agent" ? cluster.Options.AgentEnvironment : new Dictionary<string, string>()
        )
        {
            result[name] = value;
        }

        return result;
    }

    /// <summary>The image has OpenCode's configuration at a fixed place; here it lies beside the program.</summary>
    private void AddImage(Dictionary<string, string> variables)
    {
        if (container.Text("name") != "agent" || cluster.Options.Entrypoint.LastOrDefault(File.Exists) is not { } program)
        {
            return;
        }

        variables.TryAdd("AGENT_CONFIG_DIR", Path.Combine(Path.GetDirectoryName(program)!, "docker", "agent"));
        if (Environment.GetEnvironmentVariable("OPENCODE_BIN") is { } binary)
        {
            variables.TryAdd("OPENCODE_BIN", binary);
        }

        variables["AGENT_ENV"] = $"{variables.GetValueOrDefault("AGENT_ENV")} AGENT_CONFIG_DIR OPENCODE_BIN".TrimStart();
    }

    /// <summary>The image's ENTRYPOINT is the repository's program; a pod may name another command.</summary>
    internal IReadOnlyList<string> Command()
    {
        string[] said = [.. container["command"].Texts().Select(Expand)];
        var command = said.Length == 0 ? cluster.Options.Entrypoint : said;
        var termination = container.Text("terminationMessagePath") ?? "/dev/termination-log";
        return
        [
            .. command
                .Concat(container["args"].Texts().Select(Expand))
                .Select(paths.Translate)
                .Select(word => word.Replace(termination, paths.Translate(termination), StringComparison.Ordinal)),
        ];
    }

    private void AddSources()
    {
        foreach (var source in container["envFrom"].Objects())
        {
            var (resource, reference) = source["secretRef"] is { } secret ? ("secrets", secret) : ("configmaps", source["configMapRef"]!);
            foreach (var (key, value) in Data(resource, reference) ?? [])
            {
                _variables[source.Text("prefix") + key] = Encoding.UTF8.GetString(value);
            }
        }
    }

    private string? ValueFrom(JsonNode source)
    {
        if (source["fieldRef"] is { } field)
        {
            return DownwardField.Read(pod, field.Text("fieldPath")!);
        }

        if (source["resourceFieldRef"] is { } resourceField)
        {
            return DownwardField.ReadResource(pod, resourceField, container.Text("name"));
        }

        var (resource, kind, reference) = source["secretKeyRef"] is { } secret
            ? ("secrets", "Secret", secret)
            : ("configmaps", "ConfigMap", source["configMapKeyRef"]!);
        var value = Data(resource, reference)?.GetValueOrDefault(reference.Text("key")!);
        return value is null && !reference.IsTrue("optional")
                ? throw new MissingReferenceException(
                    $"couldn't find key {reference.Text("key")} in {kind} {pod.Text("metadata", "namespace")}/{reference.Text("name")}"
                )
            : value is null ? null
            : Encoding.UTF8.GetString(value);
    }

    private Dictionary<string, byte[]>? Data(string resource, JsonNode reference) =>
        cluster.Data(resource, pod.Text("metadata", "namespace")!, reference.Text("name")!, reference.IsTrue("optional"));

    /// <summary><c>$(NAME)</c> is the value of an earlier variable, <c>$$</c> a dollar sign, an unknown name stays as it is.</summary>
    private string Expand(string text) =>
        Reference().Replace(text, match => match.Value == "$$" ? "$" : _variables.GetValueOrDefault(match.Groups[1].Value, match.Value));

    [GeneratedRegex(@"\$\$|\$\(([-._a-zA-Z][-._a-zA-Z0-9]*)\)")]
    private static partial Regex Reference();
}
