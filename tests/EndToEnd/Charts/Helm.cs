using System.Diagnostics;

namespace EndToEnd.Charts;

/// <summary>The real helm, with no configuration of this machine and no cluster.</summary>
internal static class Helm
{
    private static readonly string Home = Directory.CreateTempSubdirectory("helm-").FullName;

    /// <summary>Renders the chart with values from a document.</summary>
    public static ProgramResult Template(string values = "", params string[] options) => TemplateOf(ChartFiles.Chart, values, options);

    /// <summary>Renders a chart or release in a directory.</summary>
    public static ProgramResult TemplateOf(string directory, string values, params string[] options)
    {
        var file = Path.Combine(Home, $"{Guid.NewGuid():N}.yaml");
        File.WriteAllText(file, values);
        return Run(["template", "a-release", directory, "--namespace", "agents", "--values", file, .. options]);
    }

    /// <summary>Renders the pods of the tasks in a values document, as `dotnet speckit-async` does.</summary>
    public static ProgramResult Pods(string values, params string[] options) =>
        Template(values, ["--show-only", "templates/pod-template.yaml", .. options]);

    public static ProgramResult Run(IEnumerable<string> arguments) => ProgramResult.Of(ChartFiles.Helm, arguments, "", start =>
        {
            start.Environment["HELM_CACHE_HOME"] = start.Environment["HELM_CONFIG_HOME"] = start.Environment["HELM_DATA_HOME"] = Home;
            start.Environment["KUBECONFIG"] = "";
        });
}

/// <summary>How a program ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Out, string Error)
{
    public static ProgramResult Of(string program, IEnumerable<string> arguments, string input, Action<ProcessStartInfo>? prepare = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        prepare?.Invoke(start);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return new(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>What it printed; the test fails with its error when it failed.</summary>
    public string Output()
    {
        ExitCode.ShouldBe(0, Error);
        return Out;
    }

    /// <summary>The objects it printed.</summary>
    public IReadOnlyList<System.Text.Json.Nodes.JsonObject> Objects() => YamlObjects.Of(Output());

    /// <summary>Its error; the test fails when it did not fail.</summary>
    public string Refusal()
    {
        ExitCode.ShouldNotBe(0, "helm took values that it should refuse");
        return Error;
    }
}
