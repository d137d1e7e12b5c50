using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace EndToEnd.Rendering;

/// <summary>The real helm, with a chart that answers values in base64.</summary>
internal sealed class HelmReads : IDisposable
{
    private const string Echo = """
        {{- range .Values.tasks }}
        #> {{ default (b64enc .commitMessage) (get (default dict .base64) "commitMessage") }}
        {{- end }}
        {{- range .Values.texts }}
        #> {{ b64enc . }}
        {{- end }}
        {{- range $key, $value := omit .Values "tasks" "texts" }}
        #> {{ $key | b64enc }} {{ $value | toString | b64enc }}
        {{- end }}
        # The end: helm cuts blanks off the last line, which would lose an empty text there.
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("helm-reads-").FullName;

    /// <param name="schema">Whether the chart has a schema, which changes what helm can read.</param>
    public HelmReads(bool schema)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "templates"));
        File.WriteAllText(Path.Combine(_folder, "Chart.yaml"), "apiVersion: v2\nname: echo\nversion: 0.1.0\n");
        File.WriteAllText(Path.Combine(_folder, "templates", "echo.yaml"), Echo);
        if (schema)
        {
            File.WriteAllText(Path.Combine(_folder, "values.schema.json"), """{ "type": "object" }""");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>What helm makes of a values document: the lines of the chart above.</summary>
    public IReadOnlyList<string> Lines(string values)
    {
        var file = Path.Combine(_folder, "values-under-test.yaml");
        File.WriteAllText(file, values, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        using var helm = Process
            .Start(
                new ProcessStartInfo(Program(), ["template", "x", _folder, "-f", file])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )
            .ShouldNotBeNull();
        var errors = helm.StandardError.ReadToEndAsync();
        var output = helm.StandardOutput.ReadToEnd();
        helm.WaitForExit();
        helm.ExitCode.ShouldBe(0, errors.Result);
        return [.. output.Split('\n').Where(line => line.StartsWith("#> ", StringComparison.Ordinal)).Select(line => line[3..])];
    }

    /// <summary>The text that helm read, byte for byte.</summary>
    public static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    private static string Program() =>
        Environment.GetEnvironmentVariable("SPECKIT_ASYNC_TEST_HELM") is { Length: > 0 } own
            ? own
            : Path.Combine(
                typeof(HelmReads)
                    .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                    .Single(data => data.Key == "RepositoryRoot")
                    .Value!,
                "tests/tools/node_modules/.bin/helm"
            );
}
