using System.Globalization;

namespace ModelSimulator;

/// <summary>The simulator's command line.</summary>
internal static class CommandLine
{
    /// <summary>What `--help` prints.</summary>
    public const string Usage = """
        usage: dotnet run --project tests/ModelSimulator -- [--scripts FILE] [--port N] [--host ADDRESS] [--log FILE] [--key KEY]
        Prints `listening <base URL>` and answers until it is interrupted. tests/ModelSimulator/README.md describes the scripts.
        """;

    /// <summary>Reads pairs of option and value.</summary>
    /// <returns>The options; null where the line is wrong or asks for help.</returns>
    public static ModelServerOptions? Parse(IReadOnlyList<string> args)
    {
        ModelServerOptions? options = new();
        foreach (var pair in args.Chunk(2))
        {
            options = pair switch
            {
                ["--scripts", var file] => options! with { ScriptsFile = file },
                ["--log", var file] => options! with { LogFile = file },
                ["--host", var address] => options! with { Host = address },
                ["--key", var key] => options! with { ApiKey = key },
                ["--port", var number] when ushort.TryParse(number, CultureInfo.InvariantCulture, out var port) => options! with
                {
                    Port = port,
                },
                _ => null,
            };
            if (options is null)
            {
                return null;
            }
        }

        return options;
    }
}
